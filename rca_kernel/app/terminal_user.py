"""The user at the terminal of `rca run`: what waits is shown there and answered there."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Callable

from rca_kernel.agents.gate import Gate
from rca_kernel.app.terminal import Terminal
from rca_kernel.errors import RcaError
from rca_kernel.notebook import Approval, Question, Waiting, first_words, harmless
from rca_kernel.notebook.asking import reasons

Read = Callable[[str], str]
"""Shows a prompt and returns the line typed; EOFError where nothing can be typed."""
Edit = Callable[[str], str | None]
"""Lets the user edit a text; None where it was left as it was."""


class TerminalUser:
    """Each thing that waits is asked on a thread of its own, so that Ctrl-C still stops the session."""

    def __init__(self, terminal: Terminal, gate: Gate, read: Read = input, edit: Edit | None = None) -> None:
        self._terminal = terminal
        self._gate = gate
        self._read = read
        self._edit = edit or _editor
        gate.on_waiting = self._in_thread
        gate.on_holding = self._holding

    def _in_thread(self, waiting: Waiting) -> None:
        threading.Thread(target=self.ask, args=(waiting,), daemon=True).start()

    def _holding(self) -> None:
        threading.Thread(target=self.go_on, daemon=True).start()

    def go_on(self) -> None:
        """The session is held: Enter goes on with it."""
        with self._terminal.talking():
            self._terminal.line("The session is held. Enter goes on, Ctrl-C stops.", "bold")
            self._line("> ", "")
        self._gate.release()

    def ask(self, waiting: Waiting) -> None:
        """Show what waits until it has its answer."""
        with self._terminal.talking():
            while self._gate.waiting is waiting:
                try:
                    self._answer(waiting) if isinstance(waiting, Question) else self._decide(waiting)
                    return
                except RcaError as error:
                    self._terminal.line(str(error), "red")

    def _answer(self, waiting: Question) -> None:
        self._terminal.line(f"\n? {waiting.question}", "bold")
        for number, option in enumerate(waiting.options, 1):
            self._terminal.line(f"  {number}. {option}")
        default = f" [{waiting.default}]" if waiting.default else ""
        nobody = waiting.default or "Nobody is at the terminal."
        said = self._line(f"answer{default}: ", nobody).strip()
        if said.isdigit() and 0 < int(said) <= len(waiting.options):
            said = waiting.options[int(said) - 1]
        self._gate.answer(waiting.id, said)

    def _decide(self, waiting: Approval) -> None:
        self._terminal.line(
            f"\n? {waiting.persona}, step {waiting.step}: {waiting.summary} [{waiting.risk}]", "bold"
        )
        for reason in reasons(waiting):
            self._terminal.line(reason, "dim")
        self._terminal.line(difference(waiting))
        edits = ", [e]dit" if waiting.editable else ""
        nobody = "r nobody is at the terminal"
        said = self._line(f"[a]pprove{edits}, or [r]eject with a reason: ", nobody).strip()
        verb, _, rest = said.partition(" ")
        match verb.lower():
            case "a" | "approve" | "y" | "yes":
                self._gate.decide(waiting.id, "approve")
            case "e" | "edit" if waiting.editable:
                text = self._edit(waiting.after)
                self._gate.decide(waiting.id, "edit", waiting.after if text is None else text)
            case "r" | "reject" | "n" | "no":
                self._gate.decide(waiting.id, "reject", rest)
            case _:
                self._terminal.line("Type a, e or r.")
                self._decide(waiting)

    def _line(self, prompt: str, nobody: str) -> str:
        """The line typed; `nobody` where the input has ended."""
        try:
            return self._read(harmless(prompt))
        except EOFError:
            return nobody


def difference(waiting: Approval) -> str:
    """A diff of the sources; a new source or a command whole."""
    if not waiting.before or waiting.before == waiting.after:
        return waiting.after
    name = waiting.path or f"cell {first_words(waiting.before)}"
    lines = difflib.unified_diff(
        waiting.before.splitlines(), waiting.after.splitlines(), name, name, lineterm=""
    )
    return "\n".join(lines)


def _editor(text: str) -> str | None:
    import click

    return click.edit(text, extension=".py")
