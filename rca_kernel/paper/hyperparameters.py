"""Values that the paper states for its symbols, in prose and in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rca_kernel.paper.choices import choices_after, set_of
from rca_kernel.paper.document import Paper, Section
from rca_kernel.paper.naming import name_of_value
from rca_kernel.paper.notation import notation
from rca_kernel.paper.numerals import number
from rca_kernel.paper.passage import Hyperparameter
from rca_kernel.paper.scopes import scoped
from rca_kernel.paper.symbols import SYMBOL, bare, canonical, normal
from rca_kernel.paper.value_tables import table_values
from rca_kernel.paper.worded import sentence, worded_values

_DISPLAY = re.compile(
    r"\$\$.*?\$\$|```.*?```|^\[Figure\b[^\n]*|^\[Table (?![^\n]*(?:hyper|default|\bset\b))[^\n]*",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_INLINE = re.compile(r"(?<![\\$])\$([^$]{1,300})\$")
_GO_ON = re.compile(r"\\[lc]?dots|\.\.\.|…")
_AFTER = re.compile(
    r"\s*(?P<verb>(?:is |are |was |were )?(?:set|fixed|chosen|initiali[sz]ed|equal|tuned|kept)?"
    r"\s*(?:to be|to|as|at|=|of|is|equals))"
    r"(?:\s+|(?<==))(?:\$(?P<math>[^$]{1,60})\$|(?P<plain>\d[\d.,e+-]*\d|\d)(?=[\s,.;)]))"
)
_DEFAULT = re.compile(
    r"\s*\(?\s*(?:by default|defaults? to|default(?: value)?(?: of| is|:| =)?)\s*"
    r"(?P<value>\$[^$]{1,40}\$|\d[\d.,e-]*\d|\d)(?=[\s,.;)])"
)
_SETTING = re.compile(
    r"\b(?:set|sets|setting|fix|fixed|fixing|use|uses|used|using|choose|chose|chosen|choosing|default|defaults|keep|kept|"
    r"take|takes|pick|picked|adopt|adopted|employ|employed|hyperparameters?|value|values|threshold|is|are|was|be)\b",
    re.IGNORECASE,
)
_HYPOTHESIS = re.compile(
    r"(?:\b(?:if|when|whenever|until|unless|suppose|assume|assuming|case|cases|than|at|for|from|while|once|as|iff|"
    r"means|iteration|time|epoch|index|condition|case of|cases of|e\.g\.|like|say|initially|since|"
    r"because|limit|"
    r"to|find|that|have|has|get|gives|yields|implies|obtain)|until)\s*$",
    re.IGNORECASE,
)
_CONSEQUENCE = re.compile(
    r"^[^.;]{0,30}?\b(?:recovers?|reduces?|gives?|yields?|corresponds?|becomes?|implies|means|disables?|effectively|"
    r"leads?|degenerates?|is equivalent|each coordinate)\b"
)
_PAIRED = re.compile(
    r"\$(?P<first>[^$]{1,30})\$\s*(?:,|and|,\s*and)\s*\$(?P<second>[^$]{1,30})\$[^.;$]{0,30}?\s+"
    r"(?:(?:are|were)\s+)?(?:set|fixed|chosen)\s+(?:to|as|at)\s+(?:be\s+)?"
    r"(?P<a>\$[^$]{1,30}\$|\d[\d.e-]*)\s*,?\s*and\s+(?P<b>\$[^$]{1,30}\$|\d(?:[\d.e-]*\d)?)"
)
_COMPOUND = re.compile(r"(?<![\w-])([A-Za-z]{2,12})-$")
_UNITS = re.compile(r"\s*(?:training |gradient )?(?:steps|epochs|iterations|updates|rounds)\b")
_NUM = re.compile(r"^\\num\s*\{([^{}]*)\}$")
_TRIED = re.compile(
    r"\b(?:set|choose|chosen|chose|try|tried|sweep|swept|search|grid|tune|tuned|select|selected|pick|vary|"
    r"varied|varying|consider|test|tested|evaluate|use|used|using|over|from)\b",
    re.IGNORECASE,
)
_LOOP_LETTERS = frozenset("ijt")


def hyperparameters(paper: Paper) -> tuple[Hyperparameter, ...]:
    """Every value that the paper states, in reading order, repetitions kept, tables last.

    Values of quantities named in words only have the symbol ""; the others know where they hold.
    """
    found: list[Hyperparameter] = []
    for section in paper.sections:
        symbolic = list(_in_prose(section))
        taken = {(entry.name, entry.number) for entry in symbolic}
        worded = [entry for entry in worded_values(section) if (entry.name, entry.number) not in taken]
        found.extend(sorted((*symbolic, *worded), key=lambda entry: entry.span.start))
    for table in paper.tables:
        found.extend(table_values(table))
    return scoped(paper, found, notation(paper))


def _in_prose(section: Section) -> Iterator[Hyperparameter]:
    text = _DISPLAY.sub(lambda match: " " * len(match.group()), section.text)
    for found in _INLINE.finditer(text):
        begin = found.start()
        start, _ = sentence(text, begin, begin)
        after = text[found.end() : found.end() + 80]
        compound = _COMPOUND.search(text[start:begin])
        before = text[start : begin - len(compound.group())] if compound else text[start:begin]
        formula = found.group(1)
        domain = "\\in" in formula and not _TRIED.search(before[-80:])
        pairs = [] if domain else _equalities(formula)
        end = found.end()
        if not pairs and (paired := _PAIRED.match(text, begin)):
            pairs, end = _both(paired), paired.end()
        if not pairs and (following := _AFTER.match(text, found.end())):
            pairs, end = _assigned(formula, following, before), following.end()
        if not pairs and (following := _DEFAULT.match(text, found.end())) and _is_symbol(formula):
            pairs, end = [(formula, following.group("value").strip(" $"))], following.end()
        if pairs and number(pairs[-1][1]) is not None:
            several, end = choices_after(pairs[-1][1], text, end)
            pairs[-1] = (pairs[-1][0], several)
            after = text[end : end + 80] if end > found.end() else after
        for symbol, value in pairs:
            if _states(symbol, value, before, after):
                _, stop = sentence(text, begin, end)
                key, name = canonical(symbol), name_of_value(before, after)
                if compound:
                    key, name = _compounded(compound.group(1), symbol)
                yield Hyperparameter(
                    key,
                    value,
                    " ".join(text[start:stop].split()),
                    section.source(begin, end),
                    name=name,
                    number=number(value),
                    section=section.id,
                )


def _compounded(word: str, symbol: str) -> tuple[str, str]:
    """`min-$p$` is a symbol of its own, not p: its key and its name."""
    return rf"\text{{{word.lower()}-}}{canonical(symbol)}", f"{word.lower()}-{symbol.strip()}"


def _equalities(formula: str) -> list[tuple[str, str]]:
    """`\\beta_1 = 0.9, \\beta_2 = 0.999`, `a = b = 0.5` and `(a, b) = (1, 2)`; nothing for ranges."""
    if _GO_ON.search(formula):
        return []
    if (chosen := set_of(formula)) and _is_symbol(chosen[0]):
        return [chosen]
    out: list[tuple[str, str]] = []
    grouped = re.fullmatch(r"\s*\\?[({]?\(?([^()=]+)\)?\s*=\s*\(([^()=]+)\)\s*", formula)
    if grouped:
        names, values = grouped.group(1).split(","), grouped.group(2).split(",")
        pairs = [(name.strip(), value.strip()) for name, value in zip(names, values, strict=False)]
        return pairs if len(names) == len(values) and len(names) > 1 else []
    for part in re.split(r",(?!\d{3}(?!\d))|;|\\text\s*\{\s*(?:and|,)\s*\}|\\quad|\\ (?=\\)", formula):
        *names, value = re.split(r"=|:=|\\gets|\\leftarrow|\\coloneqq", part)
        if not names and out and number(value) is not None:
            out[-1] = (
                out[-1][0],
                f"{out[-1][1]} or {value.strip()}".replace(" or ", ", ", out[-1][1].count(" or ")),
            )
        if names and number(value) is not None:
            out.extend((name, _NUM.sub(r"\1", value.strip())) for name in names)
    return [(name.strip(), value) for name, value in out if _is_symbol(name)]


def _assigned(formula: str, following: re.Match[str], before: str) -> list[tuple[str, str]]:
    """`set $\\alpha$ to $0.001$`, `$B$ is 64`, `$\\alpha$ of 0.1`."""
    value = (following.group("math") or following.group("plain") or "").strip()
    verb = " ".join(following.group("verb").split())
    if not _is_symbol(formula) or number(value) is None:
        return []
    if verb in ("to", "at", "as", "to be") and not re.search(
        r"\b(?:set|sets|setting|fix|fixed|fixing|choose|keep|initiali[sz]e)\b[^.;]{0,60}$",
        before,
        re.IGNORECASE,
    ):
        return []
    return [(formula, value)]


def _both(paired: re.Match[str]) -> list[tuple[str, str]]:
    """`$\\beta_1$ and $\\beta_2$ are set to 0.9 and 0.95`."""
    values = [value.strip(" $") for value in paired.group("a", "b")]
    symbols = paired.group("first", "second")
    if all(map(_is_symbol, symbols)) and all(number(value) is not None for value in values):
        return list(zip(symbols, values, strict=True))
    return []


def _is_symbol(text: str) -> bool:
    return SYMBOL.fullmatch(bare(normal(text))) is not None


def _states(symbol: str, value: str, before: str, after: str) -> bool:
    """Whether the paper sets the value, rather than assuming it for an argument or counting from it."""
    key = canonical(symbol)
    plain = number(value) in (0.0, 1.0) and "." not in value
    if key in _LOOP_LETTERS or (plain and re.search(r"_(?:0|\{0\})$", key)):
        return False
    words = re.sub(r"\$[^$]*\$\s*(?:,|and|or)?\s*", "", before).rstrip(" ,(")
    counted = words.endswith("for") and _UNITS.match(after)
    starts = words.endswith("from") and not plain
    if _HYPOTHESIS.search(words + " ") and not counted and not starts:
        return False
    if _CONSEQUENCE.match(after):
        return False
    return not plain or (
        _SETTING.search(words[-40:]) is not None and not re.search(r"\bsetting\b", words[-40:], re.IGNORECASE)
    )
