"""What Stop reaches: also what a command is only about to begin, never a cell of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rca_kernel.errors import PlanError
from rca_kernel.plan import Plan

OWN_CELL = "your own cell runs on: Kernel > Interrupt Kernel stops it"


class Halts:
    """How often the user has said Stop, and the commands that have not begun yet what they are to begin.
    Not locked: whoever begins and whoever halts hold one lock."""

    def __init__(self) -> None:
        self._count = 0
        self._under_way: list[int] = []
        self._since: ContextVar[int | None] = ContextVar("since", default=None)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """While a command looks at what it is to begin; within another one, that one's beginning counts."""
        before = self._since.get()
        since = self._count if before is None else before
        token = self._since.set(since)
        self._under_way.append(since)
        try:
            yield
        finally:
            self._under_way.remove(since)
            self._since.reset(token)

    def halt(self) -> bool:
        """Whether this takes back what a command was about to begin."""
        self._count += 1
        return bool(self._under_way)

    def refuse(self) -> None:
        """Raises PlanError where the user has said Stop since the command that begins something began."""
        since = self._since.get()
        if since is not None and since != self._count:
            raise PlanError("You stopped it before it began.", hint="Ask for it again when it is wanted.")


def left_alone(running: str, plan: Plan | None) -> str:
    """What is said of the cell that `running` names, "" for none, where it is no step's; on any thread."""
    return OWN_CELL if running and (plan is None or not plan.holds_cell(running)) else ""
