"""An answer shown while it comes: as one display that is replaced, or printed where there are no displays."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rca_kernel.adapters.ipython.shown import Shown
from rca_kernel.notebook import harmless

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

PACE = 0.1
"""Seconds between two updates of a display, each of which sends the whole text."""


class Listener(Protocol):
    """Whoever is shown an answer as it comes; called on the thread that asked."""

    def begin(self, model: str, sources: int) -> None: ...

    def text(self, piece: str) -> None: ...

    def void(self, why: str) -> None:
        """What came so far does not count; the model is asked again."""
        ...

    def idle(self) -> None:
        """Nothing came for a moment."""
        ...


class View(Listener, Protocol):
    """A listener that shows the end too."""

    def end(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown in the end; `interrupted` where the user's interrupt ended it."""

    text: str
    interrupted: bool = False


class Interrupted(KeyboardInterrupt):
    """The user's interrupt, when all is said: the cells behind this one do not run, no traceback is shown."""

    def _render_traceback_(self) -> list[str]:
        return ["KeyboardInterrupt: the question was given up."]


class Unheard:
    """For whoever waits for the whole."""

    def begin(self, model: str, sources: int) -> None:
        return None

    def text(self, piece: str) -> None:
        return None

    def void(self, why: str) -> None:
        return None

    def idle(self) -> None:
        return None


class Live:
    """One display, replaced as text comes: in the end it holds the checked answer and nothing else."""

    def __init__(self, shell: InteractiveShell, clock: Callable[[], float] = time.monotonic) -> None:
        self._shell = shell
        self._clock = clock
        self._id = uuid.uuid4().hex
        self._begun = False
        self._text = self._note = ""
        self._shown_at = 0.0
        self._stale = False

    def begin(self, model: str, sources: int) -> None:
        self._note = f"{asking(model, sources)} Its answer is checked against them when it is there."
        self._show(self._note)

    def text(self, piece: str) -> None:
        self._text, self._stale = self._text + piece, True
        self.idle()

    def void(self, why: str) -> None:
        self._text, self._note = "", f"An answer was withdrawn: {why} The model is asked again."
        self._show(self._note)

    def idle(self) -> None:
        if self._stale and self._clock() - self._shown_at >= PACE:
            self._show(f"{self._text.lstrip()}\n\n({self._note})")

    def end(self, text: str) -> None:
        if self._begun:
            self._show(text)
        else:
            print(harmless(text))

    def _show(self, text: str) -> None:
        self._shell.display_pub.publish(
            Shown(text)._repr_mimebundle_(), transient={"display_id": self._id}, update=self._begun
        )
        self._begun, self._stale, self._shown_at = True, False, self._clock()


class Printed:
    """Pieces as they come, one after another; what is withdrawn is said to be."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._text = ""

    def begin(self, model: str, sources: int) -> None:
        self._write(f"{asking(model, sources)}\n\n")

    def text(self, piece: str) -> None:
        piece = piece if self._text else piece.lstrip()
        self._text += piece
        self._write(harmless(piece))

    def void(self, why: str) -> None:
        self._write(f"\n\n(Withdrawn: {why} The model is asked again.)\n\n")
        self._text = ""

    def idle(self) -> None:
        return None

    def end(self, text: str) -> None:
        said = self._text.rstrip()
        if said and not text.startswith(said):
            self._write("\n\n(Withdrawn.)\n\n")
            said = ""
        trailing = self._text[len(said) :] if said else ""
        rest = text[len(said) :]
        self._write(harmless(rest.removeprefix(trailing)) + "\n")


def asking(model: str, sources: int) -> str:
    return f"Asking {model}, with {sources} source{'s' * (sources != 1)}."


def view(shell: InteractiveShell) -> View:
    """What this front end can show. A terminal answers for the user's input and names no cell: it ignores
    displays that change."""
    get_parent = getattr(getattr(shell, "kernel", None), "get_parent", None)
    parent = (get_parent("shell") if get_parent is not None else None) or {}
    notebook = parent.get("metadata", {}).get("cellId") or not parent.get("content", {}).get("allow_stdin")
    return Live(shell) if parent and notebook else Printed(_print)


def _print(text: str) -> None:
    print(text, end="", flush=True)
