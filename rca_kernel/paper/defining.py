"""Which symbol a formula defines, displayed or inline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rca_kernel.paper.document import Equation, Paper, Section, Span
from rca_kernel.paper.numerals import number
from rca_kernel.paper.symbols import SYMBOL, bare, canonical, normal
from rca_kernel.paper.worded import sentence

_EQUALITY = re.compile(
    r":=|\\coloneqq|\\triangleq|\\gets|\\leftarrow|\\equiv|"
    r"\\(?:overset|stackrel)\s*\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}\s*\{?=\}?|(?<![<>!\\])=(?!=)"
)
_SPACING = re.compile(r"\\[,;:! ]|\\(?:quad|qquad|displaystyle|left|right|[bB]igg?[lr]?)(?![A-Za-z])|&|~")
_CALL = re.compile(r"(?P<head>[^()]+?)\s*\((?P<arguments>.*)\)\s*")
_TUPLE = re.compile(r"\\?[{(](?P<inside>[^(){}=]*(?:\{[^{}]*\}[^(){}=]*)*)\\?[})]")
_LATER = re.compile(r"\s*\^\s*(?:\{[^{}]*\}|\\?[A-Za-z0-9]+)\s*$")
_DISPLAY = re.compile(
    r"\$\$.*?\$\$|```.*?```|^\[(?:Figure|Table|Algorithm)\b[^\n]*", re.DOTALL | re.MULTILINE
)
_INLINE = re.compile(r"(?<![\\$])\$([^$]{3,300})\$")
_CONDITION = re.compile(
    r"\b(?:if|iff|when|whenever|unless|until|while|case|cases|since|because|suppose|assume|that|for|at|from|once|"
    r"find|satisf\w+|obtain|have|get|gives|implies)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A place that defines `symbol`: an equation, or an inline `formula` in a sentence (`quote`).

    `call` is set for a function whose arguments hold a bar, p(x|y): another such function of the same letter
    is another function.
    """

    symbol: str
    call: str
    section: str
    span: Span
    formula: str
    quote: str = ""
    equation: Equation | None = None


def definitions(paper: Paper) -> tuple[Definition, ...]:
    """Every definition by formula, in reading order of the sections, displayed ones first in each."""
    displayed: dict[str, list[Definition]] = {}
    for equation in paper.equations:
        for symbol, call in _defined(equation.latex):
            displayed.setdefault(equation.section, []).append(
                Definition(symbol, call, equation.section, equation.span, equation.latex, equation=equation)
            )
    return tuple(
        entry for section in paper.sections for entry in (*displayed.get(section.id, ()), *_inline(section))
    )


def defines(latex: str) -> tuple[str, ...]:
    """The symbols (or function) that make up the left of an equation's first sign of equality."""
    return tuple(symbol for symbol, _ in _defined(latex))


def squeezed(latex: str) -> str:
    """A formula without spaces, sizes and braces, to find one call in another formula."""
    return (
        re.sub(r"[\s{}]+", "", _SPACING.sub("", normal(latex))).replace("\\mid", "|").replace("\\vert", "|")
    )


def _defined(latex: str) -> list[tuple[str, str]]:
    found = _EQUALITY.search(latex[:400])
    if not found or found.start() > 120:
        return []
    left = _SPACING.sub(" ", latex[: found.start()]).strip()
    if several := _TUPLE.fullmatch(left):
        return [one for name in several.group("inside").rstrip("\\").split(",") if (one := _head(name, ""))]
    called = _CALL.fullmatch(left)
    one = _head(called.group("head"), called.group("arguments")) if called else _head(left, "")
    return [one] if one else []


def _head(text: str, arguments: str) -> tuple[str, str] | None:
    """The symbol that `text` is as a whole, and its call where the letter alone says too little."""
    name = normal(text.strip())
    if not SYMBOL.fullmatch(bare(name)):
        name = _LATER.sub("", name).strip()
    if not SYMBOL.fullmatch(bare(name)):
        return None
    symbol = canonical(name)
    if re.search(r"\||\\mid|\\vert", arguments):
        return symbol, squeezed(f"{text}({arguments})")
    at_a_point = SYMBOL.fullmatch(bare(normal(arguments))) and "_" in arguments
    return None if at_a_point else (symbol, "")


def _inline(section: Section) -> Iterator[Definition]:
    text = _DISPLAY.sub(lambda match: " " * len(match.group()), section.text)
    for found in _INLINE.finditer(text):
        formula = found.group(1)
        sign = _EQUALITY.search(formula)
        if sign is None or _CONDITION.search(text[max(found.start() - 40, 0) : found.start()]):
            continue
        right = formula[sign.end() :].strip()
        if (
            formula.count("(") != formula.count(")")
            or number(right) is not None
            or re.search(r"\\[lc]?dots|\.\.\.", right)
            or len(right) < 2
        ):
            continue
        start, stop = sentence(text, found.start(), found.end())
        for symbol, call in _defined(formula):
            yield Definition(
                symbol,
                call,
                section.id,
                section.source(found.start(), found.end()),
                formula,
                " ".join(text[start:stop].split()),
            )
