"""`\\sum_{t_j \\ge t_i}`, `\\sum_{i: y_i = 1}`: sums over the places at which elements meet a condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import COMPARATORS, INDEX_LETTERS

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

Clause = tuple[Token, ...]


def conditions(parser: Parser, parts: list[Clause], ended: bool = False) -> tuple[list[Clause], list[Clause]]:
    """The ranges, and what else is asked of the indices: `y_i = 1` in `\\sum_{i: y_i = 1}`."""
    if len(parts) == 1 and not ended and _on_elements(parts[0]):
        return [_summed(parser, parts[0])], [parts[0]]
    ranges = parts[:1]
    asked: list[Clause] = []
    for clause in parts[1:]:
        indices = {t.text for r in ranges for t in r[:1] if t.kind == "letter"}
        marks = [n for n, t in enumerate(clause) if t.kind != "letter" and t.text in {*COMPARATORS, "in"}]
        head = clause[: marks[0]] if marks else ()
        of_index = len(head) > 1 and any(t.text in indices for t in head)
        (asked if of_index or (not ended and _on_elements(clause)) else ranges).append(clause)
    return ranges, asked


def _on_elements(clause: Clause) -> bool:
    """Whether an element is compared: `t_i \\le t`, and not an index, `i_1 \\le n`."""
    marks = [n for n, t in enumerate(clause) if t.kind != "letter" and t.text in COMPARATORS]
    return len(marks) == 1 and clause[0].kind != "digits" and any(_places(clause[: marks[0]]))


def _places(tokens: Clause) -> Iterator[Token]:
    """The letters that stand in subscripts."""
    for at, token in enumerate(tokens[:-1]):
        if token.kind == "letter" or token.text != "_":
            continue
        depth = 0
        for inner in tokens[at + 1 :]:
            depth += {"open": 1, "close": -1}.get(inner.kind, 0)
            if inner.kind == "letter":
                yield inner
            if depth == 0:
                break


def _summed(parser: Parser, clause: Clause) -> Clause:
    """The one letter of the condition that neither the left side nor a sum around it fixes."""
    mark = next(n for n, t in enumerate(clause) if t.kind != "letter" and t.text in COMPARATORS)
    fixed = parser.setting.fixed | set(parser.bound)
    head, rest = _places(clause[:mark]), (t for t in _places(clause[mark:]) if t.text in INDEX_LETTERS)
    free = {t.text: t for t in (*head, *rest) if f"|{t.text}||" not in fixed}
    marked = any(t.text in {"'", "prime", "^"} for t in clause[:mark])
    if len(free) != 1 or marked:
        parser.refuse("a condition on elements that leaves open which letter the sum is over", clause[0],
                      "Name it: \\sum_{j : t_j \\ge t_i}.")  # fmt: skip
    return tuple(free.values())
