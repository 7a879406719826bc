"""From what the paper prints to Python names: Greek, fonts, accents, scripts, clashes, keywords."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rca_kernel.errors import FormalError
from rca_kernel.formal.stream import ACCENTS, FONTS, GREEK, LETTERLIKE, SWITCHES
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Expr, Symbol

RESERVED = frozenset({"np", "rng", "sum", "range", "len", "max", "min", "abs", "float", "int", "zip", "math"})
_SPOKEN = {
    "-": "minus", "+": "plus", "*": "star", "ast": "star", "star": "star", "=": "eq", ":": "to", "<": "lt",
    ">": "gt", "le": "le", "leq": "le", "ge": "ge", "geq": "ge", "neq": "ne", "infty": "inf",
    "prime": "prime",
    "cdot": "", "dagger": "dagger", "to": "to", "rightarrow": "to", "leftarrow": "from", "in": "in",
    "parallel": "parallel", "perp": "perp", "setminus": "minus", "neg": "not", "sim": "sim", "pm": "pm",
    "max": "max", "min": "min", "sup": "sup", "inf": "inf", "log": "log", "exp": "exp", "det": "det",
    "times": "x", "/": "over", "emptyset": "empty", "varnothing": "empty", "minus": "minus", "uparrow": "up",
    "downarrow": "down", "ldots": "to", "dots": "to", "cdots": "to", "circ": "circ", "lim": "lim",
    "Vert": "given", "|": "given", "mid": "given", "Delta": "Delta", "top": "top", "oplus": "plus",
    "cos": "cos", "sin": "sin", "tan": "tan", "tanh": "tanh", "ln": "ln", "dim": "dim", "arg": "arg",
}  # fmt: skip
_SILENT = {",", "(", ")", "[", "]", "lbrace", "rbrace", ".", ";"}


def spoken(tokens: Sequence[Token], source: str, offset: int = 0) -> str:
    """The words of a script as one Python name part: `t-1` is `t_minus_1`, `\\text{cur}` is `cur`."""
    parts: list[str] = []
    joined = False
    for token in tokens:
        if token.kind in {"letter", "digits"}:
            text = token.text.replace(".", "p")
            if joined and parts and not token.wide:
                parts[-1] += text
            else:
                parts.append(text)
            joined = True
            continue
        if token.kind in {"open", "close"} and joined:
            continue
        joined = False
        if token.kind in {"open", "close"} or token.text in _SILENT:
            continue
        if token.text in {"_", "^"}:
            continue
        if token.text == "'":
            parts.append("prime")
        elif token.text in _SPOKEN:
            parts.append(_SPOKEN[token.text])
        elif token.text in GREEK:
            parts.append(token.text)
        elif token.text in LETTERLIKE:
            parts.append(LETTERLIKE[token.text])
        elif token.text in FONTS or token.text in SWITCHES or token.text == "mathbin":
            continue
        elif token.text in ACCENTS:
            parts.append(ACCENTS[token.text])
        else:
            raise FormalError("this cannot be part of a name",
                token=source[token.start - offset : token.end - offset],
                              position=token.start,
                              hint="Give the quantity a plain symbol.")  # fmt: skip
    return "_".join(part for part in parts if part)


@dataclass(slots=True)
class Name:
    """A symbol under construction: base, font, accents, primes and scripts."""

    base: str
    latex: str
    font: str = ""
    accents: tuple[str, ...] = ()
    primes: int = 0
    labels: tuple[str, ...] = ()
    label_latex: str = ""
    label_tokens: tuple[Token, ...] = ()
    written: str = ""
    subscript: str = ""
    subscript_latex: str = ""
    subscripts: tuple[Expr, ...] = ()
    leading: tuple[str, Expr] | None = None
    position: int = -1
    word: bool = False
    prefix: str = field(default="")

    def symbol(self) -> Symbol:
        """The finished symbol with its keys and preferred names."""
        stem_names = self._names("")
        names = self._names(self.subscript)
        stem = "|".join((self.prefix, self.base, self.font, *self.accents, "'" * self.primes, *self.labels))
        key = f"{stem}_{{{_squeeze(self.subscript_latex)}}}" if self.subscript_latex else stem
        stem_latex = self.latex + "'" * self.primes + (f"^{{{self.label_latex}}}" if self.label_latex else "")
        latex = self.latex + self.written
        return Symbol(key, stem, latex, stem_latex, names, stem_names, self.subscripts, self.position)

    def _names(self, subscript: str) -> tuple[str, ...]:
        accents = list(self.accents)
        primes = ["prime"] * self.primes

        def joined(*parts: str) -> str:
            return "_".join(p for p in (self.prefix, *parts, *accents, *primes, subscript, *self.labels) if p)

        found = [joined(self.base)]
        found.append(joined(self.base, self.font or "plain"))
        if self.labels:
            found.append(found[0].replace("_".join(self.labels), "sup_" + "_".join(self.labels)))
        return tuple(legal_name(name) for name in found)


def _squeeze(latex: str) -> str:
    """One spelling for scripts that differ only in spacing and outer braces."""
    text = re.sub(r"\\[,;:!> ]|\\q?quad(?![A-Za-z])|~", "", latex)
    text = re.sub(r"\s+(?![A-Za-z])|(?<![A-Za-z])\s+", "", text)
    text = re.sub(r"\\(?:text|mathrm|textrm|operatorname|rm)\s*\{([^{}]*)\}", r"\1", text)
    while text.startswith("{") and text.endswith("}") and text.find("}") == len(text) - 1:
        text = text[1:-1]
    return text


def plain_key(letter: str) -> str:
    """The key of a letter without marks."""
    return f"|{letter}||"


@lru_cache(maxsize=8192)
def legal_name(name: str) -> str:
    """A Python identifier that is no keyword and shadows nothing that the code uses."""
    cleaned = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "value"
    cleaned = re.sub(r"__+", "_", cleaned)
    if cleaned[0].isdigit():
        cleaned = f"n{cleaned}"
    if (
        keyword.iskeyword(cleaned)
        or (keyword.issoftkeyword(cleaned) and cleaned != "_")
        or cleaned in RESERVED
    ):
        return f"{cleaned}_"
    return f"{cleaned}_" if hasattr(builtins, cleaned) else cleaned


class NameTable:
    """Assigns each symbol key one Python name; the same name never stands for two keys."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set(taken)

    def name(self, symbol: Symbol) -> str:
        """The Python name of `symbol`, chosen at its first appearance."""
        return self.named(symbol.key, symbol.names)

    def named(self, key: str, names: Sequence[str]) -> str:
        if key not in self._names:
            free = [n for n in names if n not in self._taken]
            chosen = free[0] if free else self.fresh(names[0])
            self._names[key] = chosen
            self._taken.add(chosen)
        return self._names[key]

    def fresh(self, wish: str) -> str:
        """A name nobody has, near to `wish`; it is taken from now on."""
        candidate, count = wish, 1
        while candidate in self._taken:
            count += 1
            candidate = f"{wish}_{count}"
        self._taken.add(candidate)
        return candidate

    @property
    def names(self) -> Mapping[str, str]:
        return self._names


def stem_symbol(symbol: Symbol) -> Symbol:
    """The array that `symbol` is an element of."""
    return replace(symbol, key=symbol.stem, latex=symbol.stem_latex, names=symbol.stem_names, subscripts=())


def derived(symbol: Symbol, script: str, word: str, *, before: str = "", after: str = "") -> Symbol:
    """A value of its own that is written as the symbol with a script, such as its square or its inverse."""
    return replace(
        symbol, key=f"{before}{symbol.key}{after}", stem=f"{before}{symbol.stem}{after}",
        latex=f"{symbol.latex}{script}", stem_latex=f"{symbol.stem_latex}{script}",
        names=tuple(f"{n}_{word}" for n in symbol.names),
        stem_names=tuple(f"{n}_{word}" for n in symbol.stem_names),
    )  # fmt: skip


def word_symbol(word: str, latex: str, position: int = -1) -> Symbol:
    """A symbol named by a whole word."""
    name = legal_name(word)
    return Symbol(
        f"word|{word}", f"word|{word}", latex, latex, (name, f"{name}_value"), (name,), (), position
    )
