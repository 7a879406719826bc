"""`t = 0`, then a loop until convergence that begins with `t = t + 1`: one `for` over the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.formal.moments import offset
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, Remark, Repeat, Statement, While
from rca_kernel.formal.tree import Number, Symbol, walk


@dataclass(frozen=True, slots=True)
class Counted:
    """The index, the number before its first one, what stands before the loop, the steps after the count."""

    index: Symbol
    before: int
    between: tuple[Statement, ...]
    body: tuple[Statement, ...]

    def range(self, most: str) -> str:
        """The arguments of the range of at most `most` steps."""
        first = self.before + 1
        return most if first == 0 else f"{first}, {most} + {first}"


def counted_steps(statements: Sequence[Statement]) -> Counted | None:
    """None where the two first statements are something else, or the count is read after the loop."""
    if len(statements) < 2:
        return None
    start = statements[0]
    place = next((n for n, s in enumerate(statements) if n and not isinstance(s, Assign | Remark)), 0)
    loop, between = statements[place], tuple(statements[1:place])
    if not isinstance(start, Assign) or not isinstance(loop, While | Repeat):
        return None
    if (loop.condition if isinstance(loop, While) else loop.until) is not None or len(loop.body) < 2:
        return None
    key, first = start.target.key, loop.body[0]
    if not isinstance(first, Assign) or first.target.key != key or offset(first.value, key) != 1:
        return None
    later = [
        n for s in flatten((*between, *statements[place + 1 :])) for e in expressions(s) for n in walk(e)
    ]
    again = [s for s in flatten((*between, *loop.body[1:])) if isinstance(s, Assign) and s.target.key == key]
    read = any(isinstance(n, Symbol) and n.key == key for n in later)
    if read or again or not isinstance(start.value, Number) or not start.value.text.isdigit():
        return None
    return Counted(start.target, int(start.value.text), between, loop.body[1:])
