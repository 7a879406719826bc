"""`%rca` in IPython: each command goes to the controller, each error is one clear message."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rca_kernel.adapters.ipython.commands import help_text, names, parse_cell, parse_line
from rca_kernel.errors import RcaError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


@dataclass(frozen=True, slots=True)
class Shown:
    """Plain text, and the same as Markdown for front ends that render it."""

    text: str
    markdown: str


class Controller(Protocol):
    """What the magics drive; every method returns at once with a text for the user."""

    def paper(self, file: str, code: str, target: str) -> Shown: ...

    def pasted(self, text: str, options: argparse.Namespace, cell_id: str) -> str: ...

    def implement(self, target: str, options: argparse.Namespace, cell_id: str) -> str: ...

    def resume(self, options: argparse.Namespace) -> str: ...

    def rerun(self, cell: str) -> str: ...

    def stop(self) -> str: ...

    def status(self) -> str: ...

    def plan(self) -> str: ...

    def contract(self) -> str: ...

    def log(self, query: str) -> str: ...

    def ask(self, question: str) -> str: ...

    def targets(self) -> list[str]: ...


def register(shell: InteractiveShell, controller: Callable[[], Controller]) -> None:
    """Add `%rca` and its completion to `shell`; `controller` is asked for at first use."""

    def rca(line: str, cell: str | None = None) -> None:
        """Research Code Agent: %rca help lists the commands; %%rca implements what the cell holds."""
        try:
            if cell is None:
                show(shell, dispatch(controller(), line, running_cell(shell)))
            else:
                show(shell, controller().pasted(cell, parse_cell(line), running_cell(shell)))
        except RcaError as error:
            print(error, file=sys.stderr)

    shell.register_magic_function(rca, magic_kind="line_cell", magic_name="rca")
    shell.set_hook(
        "complete_command", lambda _self, event: complete(controller(), event.line), str_key="%rca"
    )


def unregister(shell: InteractiveShell) -> None:
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("rca", None)


def show(shell: InteractiveShell, said: str | Shown) -> None:
    """Text as text; Markdown only where it was made to be rendered."""
    if isinstance(said, str):
        print(said)
        return
    shell.display_pub.publish({"text/plain": said.text, "text/markdown": said.markdown})


def dispatch(controller: Controller, line: str, cell_id: str = "") -> str | Shown:
    """Carry out one `%rca` line."""
    options = parse_line(line)
    match options.command:
        case "paper":
            return controller.paper(options.file, options.code, options.section)
        case "implement":
            return controller.implement(" ".join(options.target), options, cell_id)
        case "resume":
            return controller.resume(options)
        case "rerun":
            return controller.rerun(options.cell)
        case "ask":
            return controller.ask(" ".join(options.question))
        case "log":
            return controller.log(" ".join(options.query))
        case "stop" | "status" | "plan" | "contract" as plain:
            text: str = getattr(controller, plain)()
            return text
        case _:
            return help_text()


def complete(controller: Controller, line: str) -> list[str]:
    """Commands, and after `implement` the paper's sections."""
    words = line.split()
    if len(words) >= 2 and words[1] == "implement":
        return controller.targets()
    return names()


def running_cell(shell: InteractiveShell) -> str:
    """The id of the cell that runs now, "" where the front end does not tell."""
    get_parent = getattr(getattr(shell, "kernel", None), "get_parent", None)
    parent = get_parent("shell") if get_parent is not None else {}
    cell_id = (parent or {}).get("metadata", {}).get("cellId", "")
    return cell_id if isinstance(cell_id, str) else ""
