"""Progress of a session on a terminal: one line a settled step, the current action below."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rca_kernel.notebook import harmless
from rca_kernel.plan import MARKS, SETTLED, Step

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

STYLES = {"done": "green", "failed": "red", "blocked": "red", "skipped": "dim"}


class Terminal:
    """Prints to `console`; text from papers and models is shown as text, never as markup."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._settled: set[tuple[str, int]] = set()
        self._status: Status | None = None

    @contextmanager
    def working(self, text: str) -> Iterator[None]:
        if not self.console.is_terminal:
            self.line(f"  {text}")  # nothing turns there
        with self.console.status(_plain(text)) as status:
            self._status = status
            try:
                yield
            finally:
                self._status = None

    def tell(self, text: str, step: Step | None) -> None:
        if step is not None and step.state in SETTLED:
            self._settle(step)
        elif step is None and text:
            self.line(f"  {text}")
        elif text and self._status is not None and step is not None:
            self._status.update(_plain(f"{step.id} {step.title}: {text}"))

    def waiting(self, seconds: float, why: str) -> None:
        """A model call is tried again."""
        self.line(f"  … waiting {seconds:.0f} s: {why}", "yellow")

    @contextmanager
    def talking(self) -> Iterator[None]:
        """The spinner rests while the user is asked."""
        status = self._status
        if status is not None:
            status.stop()
        try:
            yield
        finally:
            if status is not None and self._status is status:
                status.start()

    def line(self, text: str, style: str = "") -> None:
        self.console.print(harmless(text), style=style or None, markup=False, highlight=False, soft_wrap=True)

    def _settle(self, step: Step) -> None:
        key = (step.id, step.attempts)
        if key in self._settled:
            return
        self._settled.add(key)
        note = f" — {_shortened(step.note)}" if step.note else ""
        self.line(f"  {MARKS[step.state]} {step.id} {step.title}{note}", STYLES[step.state])


@contextmanager
def busy(text: str) -> Iterator[None]:
    """Says on the error stream of a terminal what takes long, until it is done; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(_plain(text)):
        yield


def _shortened(text: str, limit: int = 140) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " …"


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(harmless(text[:160]))
