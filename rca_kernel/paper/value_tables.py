"""Values in tables of hyperparameters: rows that read symbol or name, and value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rca_kernel.paper.document import Section, Table
from rca_kernel.paper.numerals import number
from rca_kernel.paper.passage import Hyperparameter, Item
from rca_kernel.paper.symbols import SYMBOL, canonical

_INLINE = re.compile(r"(?<![\\$])\$([^$]{1,300})\$")
_VALUE_HEAD = re.compile(r"value|default|setting|choice|used|ours", re.IGNORECASE)
_MEANING_HEAD = re.compile(r"meaning|descri|name|what|definition|role", re.IGNORECASE)


_ABOUT = re.compile(r"hyper-?\s?param|training (?:setting|configuration|detail|recipe)", re.IGNORECASE)
_NAMED_HEAD = re.compile(r"(?:hyper-?\s?)?parameter|config|setting", re.IGNORECASE)


_SETTINGS = re.compile(
    r"hyper-?\s?param|notation|symbols|config|architectur|setting|training (?:detail|recipe)|parameters",
    re.IGNORECASE,
)

_PRINTED = re.compile(r"^\[Table\b[^\n]*", re.MULTILINE)
_RESULTS = re.compile(
    r"\bresults?\b|comparison|ablation|accuracy|performance|evaluation|\bFIDs?\b|\bNLL\b|scores?\b",
    re.IGNORECASE,
)


def tells_settings(table: Table) -> bool:
    """Whether a table lists settings, configurations or notation rather than results."""
    head = " ".join(table.rows[0]) if table.rows else ""
    about = f"{table.caption} {head}"
    return _SETTINGS.search(about) is not None and (
        not _RESULTS.search(about) or _ABOUT.search(about) is not None
    )


def floats_by(item: Item, sections: tuple[Section, ...]) -> bool:
    """Whether an item is a numbered table of no settings that these sections never speak of."""
    if not isinstance(item, Table) or not (item.number and item.caption) or tells_settings(item):
        return False
    named = re.compile(rf"\bTab(?:le|\.)s?[\s~]*{re.escape(item.number)}(?![\w.]*\d)", re.IGNORECASE)
    listed = re.compile(rf"\bTables\s[^.;]{{0,40}}\b{re.escape(item.number)}\b", re.IGNORECASE)
    prose = [_PRINTED.sub("", section.text) for section in sections]
    return not any(pattern.search(text) for pattern in (named, listed) for text in prose)


def table_values(table: Table) -> Iterator[Hyperparameter]:
    """Rows that read symbol (or name) and value, with the columns found by their heads."""
    if len(table.rows) < 2:
        return
    head = table.rows[0]
    values = [i for i, cell in enumerate(head) if _VALUE_HEAD.search(cell) and number(cell) is None and i > 0]
    named = re.search(r"hyper-?\s?param|setting|configuration|values?\b", table.caption, re.IGNORECASE)
    if not values and len(head) > 2 and (_ABOUT.search(table.caption) or _ABOUT.search(head[0])):
        yield from _of_columns(table)
        return
    if not values and not (named and len(head) == 2):
        return
    value_at = values[-1] if values else 1
    rows = table.rows[0 if not values else 1 :]
    if any(_symbol_at(row, value_at) is not None for row in rows):
        yield from _of_symbols(table, rows, value_at)
    elif len(head) == 2 and (_ABOUT.search(table.caption) or _NAMED_HEAD.search(head[0])):
        yield from _of_names(table, rows, value_at)


def _of_symbols(table: Table, rows: tuple[tuple[str, ...], ...], value_at: int) -> Iterator[Hyperparameter]:
    head = table.rows[0]
    meaning_at = next((i for i, cell in enumerate(head) if _MEANING_HEAD.search(cell) and i != value_at), -1)
    for row in rows:
        if len(row) <= value_at or number(row[value_at]) is None:
            continue
        at = _symbol_at(row, value_at)
        if at is None:
            if 0 <= meaning_at < len(row) and _only_words(row, value_at, meaning_at):
                yield _entry(table, row, "", _lowered(row[meaning_at]), value_at)
            continue
        inline = _INLINE.search(row[at])
        symbol = canonical(inline.group(1)) if inline else ""
        told = 0 <= meaning_at < len(row) and meaning_at != at
        name = row[meaning_at] if told else _INLINE.sub("", row[at])
        yield _entry(table, row, symbol, name, value_at)


def _only_words(row: tuple[str, ...], value_at: int, meaning_at: int) -> bool:
    """Whether a row of a table with symbols names its quantity in words: its cell for the symbol is empty."""
    others = (cell for at, cell in enumerate(row) if at not in (value_at, meaning_at))
    named = re.search("[a-z]{2}", _INLINE.sub("", row[meaning_at])) is not None
    return named and not any(re.search(r"\w", cell) for cell in others)


def _lowered(name: str) -> str:
    return name.lower() if name.istitle() else name


def _of_names(table: Table, rows: tuple[tuple[str, ...], ...], value_at: int) -> Iterator[Hyperparameter]:
    for row in rows:
        if len(row) > value_at and number(row[value_at]) is not None and re.search("[a-z]{2}", row[0]):
            yield _entry(table, row, "", _lowered(row[0]), value_at)


def _of_columns(table: Table) -> Iterator[Hyperparameter]:
    """Rows of a quantity with one value a data set or model: equal ones are a value, others a choice."""
    head = [_INLINE.sub(r"\1", cell).strip(" *") for cell in table.rows[0]]
    for row in table.rows[1:]:
        inline = _INLINE.fullmatch(row[0].strip()) or _INLINE.search(row[0])
        symbol = canonical(inline.group(1)) if inline and SYMBOL.fullmatch(inline.group(1).strip()) else ""
        name = _INLINE.sub("", row[0]).strip(" *():,")
        cells = [(head[at], cell.strip(" $")) for at, cell in enumerate(row) if 0 < at < len(head)]
        valued = [(column, cell) for column, cell in cells if number(cell) is not None]
        if not valued or not (symbol or re.search("[a-z]{2}", name)):
            continue
        numbers = {number(cell) for _, cell in valued}
        single = len(numbers) == 1
        value = valued[0][1] if single else "; ".join(f"{cell} ({column})" for column, cell in valued)
        yield Hyperparameter(
            symbol,
            value,
            " | ".join(row),
            table.span,
            name=_lowered(name),
            number=numbers.pop() if single else None,
            section=table.section,
        )


def _symbol_at(row: tuple[str, ...], value_at: int) -> int | None:
    """The first cell that holds a symbol, when the row has a value."""
    if len(row) <= value_at:
        return None
    cells = (i for i, cell in enumerate(row) if i != value_at and _INLINE.search(cell))
    at = next(cells, None)
    found = _INLINE.search(row[at]) if at is not None else None
    return at if found and SYMBOL.fullmatch(found.group(1).strip()) else None


def _entry(table: Table, row: tuple[str, ...], symbol: str, name: str, value_at: int) -> Hyperparameter:
    value = row[value_at].strip().strip("$").strip()
    quote = " | ".join(row)
    return Hyperparameter(
        symbol,
        value,
        quote,
        table.span,
        name=name.strip(" ():"),
        number=number(row[value_at]),
        section=table.section,
    )
