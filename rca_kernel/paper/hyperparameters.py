"""Values that the paper states for its symbols, in prose and in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rca_kernel.paper.document import Paper, Section, Table
from rca_kernel.paper.numerals import number
from rca_kernel.paper.passage import Hyperparameter
from rca_kernel.paper.symbols import SYMBOL, canonical

_DISPLAY = re.compile(r"\$\$.*?\$\$|```.*?```", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$])\$([^$]{1,300})\$")
_GO_ON = re.compile(r"\\[lc]?dots|\.\.\.|…")
_AFTER = re.compile(
    r"\s*(?P<verb>(?:is |are |was |were )?(?:set|fixed|chosen|initiali[sz]ed|equal|tuned|kept)?"
    r"\s*(?:to be|to|as|at|=|of|is|equals))"
    r"\s+(?:\$(?P<math>[^$]{1,60})\$|(?P<plain>\d[\d.,e+-]*\d|\d)(?=[\s,.;)]))"
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
_UNITS = re.compile(r"\s*(?:training |gradient )?(?:steps|epochs|iterations|updates|rounds)\b")
_NUM = re.compile(r"^\\num\s*\{([^{}]*)\}$")
_LOOP_LETTERS = frozenset("ijt")
_NAME = re.compile(
    r"(?P<name>(?:[A-Za-z][\w-]*\s+){0,4}[A-Za-z][\w-]*)\s*(?:\(|of|is|are|to|,|:|=|set to)?\s*\(?\s*$"
)
_NOT_NAMES_WORDS = """
    a an the we our use uses used set sets with and or of is are to in for by as at from takes into
    be on that which where let its using fix fixed choose chosen both all each last when this these
    value values default
"""
_NOT_NAMES = frozenset(_NOT_NAMES_WORDS.split())
_VALUE_HEAD = re.compile(r"value|default|setting|choice|used|ours", re.IGNORECASE)
_MEANING_HEAD = re.compile(r"meaning|descri|name|what|definition|role", re.IGNORECASE)


def hyperparameters(paper: Paper) -> tuple[Hyperparameter, ...]:
    """Every value stated for a symbol anywhere in the paper, in reading order, repetitions kept."""
    found: list[Hyperparameter] = []
    for section in paper.sections:
        found.extend(_in_prose(section))
    for table in paper.tables:
        found.extend(_in_table(table))
    return tuple(found)


def _in_prose(section: Section) -> Iterator[Hyperparameter]:
    text = _DISPLAY.sub(lambda match: " " * len(match.group()), section.text)
    for found in _INLINE.finditer(text):
        before = _before(text, found.start())
        after = text[found.end() : found.end() + 80]
        pairs = _equalities(found.group(1))
        end = found.end()
        if not pairs and (following := _AFTER.match(text, found.end())):
            pairs, end = _assigned(found.group(1), following, before), following.end()
        for symbol, value in pairs:
            if _states(symbol, value, before, after):
                start = _sentence_start(text, found.start())
                stop = _sentence_end(text, end)
                quote = " ".join(text[start:stop].split())
                yield Hyperparameter(
                    canonical(symbol),
                    value,
                    quote,
                    section.source(found.start(), end),
                    name=_name(before),
                    number=number(value),
                )


def _equalities(formula: str) -> list[tuple[str, str]]:
    """`\\beta_1 = 0.9, \\beta_2 = 0.999`, `a = b = 0.5` and `(a, b) = (1, 2)`; nothing for ranges."""
    if _GO_ON.search(formula):
        return []
    out: list[tuple[str, str]] = []
    grouped = re.fullmatch(r"\s*\\?[({]?\(?([^()=]+)\)?\s*=\s*\(([^()=]+)\)\s*", formula)
    if grouped:
        names, values = grouped.group(1).split(","), grouped.group(2).split(",")
        pairs = [(name.strip(), value.strip()) for name, value in zip(names, values, strict=False)]
        return pairs if len(names) == len(values) and len(names) > 1 else []
    for part in re.split(r",(?!\d{3}(?!\d))|;|\\text\s*\{\s*(?:and|,)\s*\}|\\quad|\\ (?=\\)", formula):
        *names, value = re.split(r"=|:=|\\gets|\\leftarrow|\\coloneqq", part)
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


def _is_symbol(text: str) -> bool:
    text = text.strip().strip("{}") if text.strip().startswith("{") else text.strip()
    return SYMBOL.fullmatch(text) is not None


def _states(symbol: str, value: str, before: str, after: str) -> bool:
    """Whether the paper sets the value, rather than assuming it for an argument or counting from it."""
    key = canonical(symbol)
    if key in _LOOP_LETTERS or re.search(r"_(?:0|\{0\})$", key):
        return False
    words = re.sub(r"\$[^$]*\$\s*(?:,|and|or)?\s*", "", before).rstrip(" ,(")
    counted = words.endswith("for") and _UNITS.match(after)
    if _HYPOTHESIS.search(words + " ") and not counted:
        return False
    if _CONSEQUENCE.match(after):
        return False
    plain = number(value) in (0.0, 1.0) and "." not in value
    return not plain or (
        _SETTING.search(words[-40:]) is not None and not re.search(r"\bsetting\b", words[-40:], re.IGNORECASE)
    )


def _before(text: str, position: int) -> str:
    return text[_sentence_start(text, position) : position]


def _sentence_start(text: str, position: int) -> int:
    window = max(position - 240, 0)
    ends = [
        found.end() for found in re.finditer(r"(?<=[a-z\]$)][.;])\s+(?=[A-Z$*])|\n\n", text[window:position])
    ]
    return window + ends[-1] if ends else (text.find(" ", window) + 1 if window else 0)


def _sentence_end(text: str, position: int) -> int:
    found = re.compile(r"[.;](?=\s|$)|\n\n").search(text, position, position + 200)
    return found.end() if found else min(position + 200, len(text))


def _name(before: str) -> str:
    """The words just before the symbol, such as "learning rate"."""
    found = _NAME.search(re.sub(r"\s+", " ", before).rstrip() + " ")
    if not found:
        return ""
    words = found.group("name").split()
    while words and words[-1].lower() in _NOT_NAMES:
        words.pop()
    for index in range(len(words) - 1, -1, -1):
        if words[index].lower() in _NOT_NAMES:
            words = words[index + 1 :]
            break
    return " ".join(words)


def _in_table(table: Table) -> Iterator[Hyperparameter]:
    """Rows that read symbol and value, with the columns found by their heads."""
    if len(table.rows) < 2:
        return
    head = table.rows[0]
    values = [i for i, cell in enumerate(head) if _VALUE_HEAD.search(cell) and number(cell) is None]
    named = re.search(r"hyper-?\s?param|setting|configuration|values?\b", table.caption, re.IGNORECASE)
    if not values and not (named and len(head) == 2):
        return
    value_at = values[-1] if values else 1
    meaning_at = next((i for i, cell in enumerate(head) if _MEANING_HEAD.search(cell) and i != value_at), -1)
    for row in table.rows[0 if not values else 1 :]:
        if len(row) <= value_at or number(row[value_at]) is None:
            continue
        cells = [i for i, cell in enumerate(row) if i != value_at and _INLINE.search(cell)]
        if not cells:
            continue
        inline = _INLINE.search(row[cells[0]])
        if inline is None or not _is_symbol(inline.group(1)):
            continue
        name = (
            row[meaning_at]
            if 0 <= meaning_at < len(row) and meaning_at != cells[0]
            else _INLINE.sub("", row[cells[0]])
        )
        value = row[value_at].strip().strip("$").strip()
        quote = " | ".join(row)
        yield Hyperparameter(
            canonical(inline.group(1)), value, quote, table.span, name=name.strip(" ()"), number=number(value)
        )
