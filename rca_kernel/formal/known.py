"""What a whole algorithm says about its symbols before its first line is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.depths import depths
from rca_kernel.formal.lefts import read_left
from rca_kernel.formal.parser import Setting
from rca_kernel.formal.pieces import commas, is_mark, padded
from rca_kernel.formal.pseudocode_lines import RawBlock, RawLine
from rca_kernel.formal.requirements import read_requirement
from rca_kernel.formal.segments import segments
from rca_kernel.formal.sequences import sequences
from rca_kernel.formal.tokens import Token, tokenize


def known_symbols(items: Sequence[RawLine | RawBlock], callables: frozenset[str]) -> Setting:
    """Symbols that hold values (required or assigned, so neither constants nor functions), and sequences."""
    assigned: set[str] = set()
    orders: set[str] = set()
    for line in _lines(items):
        if line.role == "require":
            given = [r.symbol for r in read_requirement(line.text) if not r.function]
            assigned |= {key for symbol in given for key in (symbol.key, symbol.stem)}
            continue
        for part in segments(line.text):
            if part.math:
                tokens = [t for t in tokenize(part.text, part.position) if t.kind != "end"]
                orders |= sequences(tokens)
                assigned |= _targets(tokens, padded(part))
    return Setting(callables, frozenset(assigned - orders), frozenset(orders))


def _lines(items: Sequence[RawLine | RawBlock]) -> Iterator[RawLine]:
    for item in items:
        if isinstance(item, RawLine):
            yield item
        else:
            yield from _lines(item.body)


def _targets(tokens: Sequence[Token], source: str) -> set[str]:
    mark = next((n for n, (t, d) in enumerate(zip(tokens, depths(tokens), strict=True)) if is_mark(t, d)), 0)
    found: set[str] = set()
    for left in commas(tokens[:mark]):
        try:
            read = read_left(left, source)
        except FormalError:
            continue
        if not read.applied:
            found |= {read.symbol.key, read.symbol.stem}
    return found
