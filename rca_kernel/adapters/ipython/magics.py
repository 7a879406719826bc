"""`%rca` in IPython: each command goes to the controller, each error is one clear message."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from rca_kernel.adapters.ipython.commands import parse_cell, parse_line
from rca_kernel.adapters.ipython.completion import Known, install, uninstall
from rca_kernel.adapters.ipython.helping import help_text
from rca_kernel.adapters.ipython.shown import Shown, Told
from rca_kernel.adapters.ipython.streaming import Answer, Interrupted, Listener, Unheard, view
from rca_kernel.adapters.ipython.waiting import awaiting, between_cells
from rca_kernel.errors import RcaError
from rca_kernel.notebook import harmless

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class Controller(Protocol):
    """What the magics drive; every method but `ask` and `wait` returns soon with a text for the
    user. `known` is for completion."""

    @property
    def known(self) -> Known: ...

    def paper(self, file: str, code: str, target: str, tell: Callable[[str], None]) -> Shown: ...

    def pasted(self, text: str, options: argparse.Namespace, cell_id: str) -> str: ...

    def implement(self, target: str, options: argparse.Namespace, cell_id: str) -> str: ...

    def resume(self, options: argparse.Namespace) -> str: ...

    def rerun(self, cell: str) -> str: ...

    def stop(self) -> str: ...

    async def wait(self, seconds: float | None, tell: Callable[[str], None]) -> str: ...

    def is_awaited(self, cell_id: str) -> bool: ...

    def status(self) -> str: ...

    def plan(self) -> str: ...

    def contract(self) -> str: ...

    def log(self, query: str) -> str: ...

    def ask(self, question: str, listener: Listener) -> Answer: ...

    def cost(self) -> str: ...

    def pause(self) -> str: ...

    def mode(self, mode: str | None) -> str: ...

    def approve(self, edited: str | None = None) -> str: ...

    def reject(self, why: str) -> str: ...

    def answer(self, text: str) -> str: ...

    def undo(self, cell: str, step: str) -> str: ...

    def verify(self) -> str: ...

    def export(self, path: str, audit: bool, force: bool) -> str: ...

    def panel(self) -> object: ...

    def change_plan(self, options: argparse.Namespace) -> str: ...

    def config(self, settings: list[str]) -> str: ...


def register(shell: InteractiveShell, controller: Callable[[], Controller]) -> None:
    """Add `%rca` and its completion to `shell`; `controller` is asked for at first use."""

    def rca(line: str, cell: str | None = None) -> Awaitable[None] | Told | None:
        """Research Code Agent: %rca help lists the commands; %%rca implements what the cell holds."""
        if cell is None and line.split()[:1] == ["wait"]:
            return between_cells(shell, lambda: waited(controller(), line), controller().is_awaited)
        try:
            if cell is None and line.split()[:1] == ["ask"]:
                return asked(shell, controller(), line)
            if cell is None:
                return show(shell, dispatch(controller(), line, running_cell(shell)))
            return show(shell, with_cell(controller(), line, cell, running_cell(shell)))
        except RcaError as error:
            print(harmless(str(error)), file=sys.stderr)
        return None

    shell.register_magic_function(rca, magic_kind="line_cell", magic_name="rca")
    shell.input_transformers_post.append(awaiting)
    install(shell, lambda: controller().known)


def unregister(shell: InteractiveShell) -> None:
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("rca", None)
    uninstall(shell)
    if awaiting in shell.input_transformers_post:
        shell.input_transformers_post.remove(awaiting)


def show(shell: InteractiveShell, said: object) -> Told | None:
    """Text as text; Markdown only where it was made to be rendered; a widget as it shows itself."""
    match said:
        case str():
            print(harmless(said), flush=True)  # before what the session shows from now on
            return told(shell, Shown(said))
        case Shown():
            shell.display_pub.publish(said._repr_mimebundle_())
            return told(shell, said)
        case _:
            from IPython.display import display

            display(said)
            return None


def told(shell: InteractiveShell, shown: Shown) -> Told:
    return Told(shown, lambda: int(shell.execution_count))


def asked(shell: InteractiveShell, controller: Controller, line: str) -> Told:
    """Carry out a `%rca ask` line: the answer is shown as it comes."""
    shown = view(shell)
    answer = controller.ask(" ".join(parse_line(line).question), shown)
    shown.end(answer.text)
    if answer.interrupted:
        raise Interrupted
    return told(shell, Shown(answer.text))


async def waited(controller: Controller, line: str) -> None:
    """Carry out a `%rca wait` line."""
    try:
        _tell(await controller.wait(parse_line(line).seconds, _tell))
    except RcaError as error:
        print(harmless(str(error)), file=sys.stderr)


def with_cell(controller: Controller, line: str, cell: str, cell_id: str = "") -> object:
    """Carry out a `%%rca` line with what stands below it."""
    options = parse_cell(line)
    if options.command == "approve":
        return controller.approve(cell)
    if "target" in options or options.command == "resume":
        options.note = [*options.note, cell.strip()]  # the list may be the grammar's own
        return obeyed(controller, options, cell_id)
    return controller.pasted(cell, options, cell_id)


def dispatch(controller: Controller, line: str, cell_id: str = "") -> object:
    """Carry out one `%rca` line."""
    return obeyed(controller, parse_line(line), cell_id)


def obeyed(controller: Controller, options: argparse.Namespace, cell_id: str) -> object:
    """Carry out what a line asks for."""
    match options.command:
        case "paper":
            return controller.paper(" ".join(options.file), options.code, options.section, _tell)
        case "implement":
            return controller.implement(" ".join(options.target), options, cell_id)
        case "resume":
            return controller.resume(options)
        case "rerun":
            return controller.rerun(options.cell)
        case "ask":
            return controller.ask(" ".join(options.question), Unheard()).text
        case "log":
            return controller.log(" ".join(options.query))
        case "mode":
            return controller.mode(options.mode)
        case "reject":
            return controller.reject(" ".join(options.why))
        case "answer":
            return controller.answer(" ".join(options.text))
        case "plan" if options.change:
            return controller.change_plan(options)
        case "export":
            return controller.export(options.path, options.audit, options.force)
        case "panel":
            return controller.panel()
        case "undo":
            return controller.undo(options.cell, options.step)
        case "config":
            return controller.config(options.settings)
        case "stop" | "status" | "plan" | "contract" | "cost" | "pause" | "approve" | "verify" as plain:
            text: str = getattr(controller, plain)()
            return text
        case _:
            return help_text(*options.about)


def _tell(line: str) -> None:
    print(f"{harmless(line)}\n", end="", flush=True)  # in one piece: another cell's output may come between


def running_cell(shell: InteractiveShell) -> str:
    """The id of the cell that runs now, "" where the front end does not tell."""
    get_parent = getattr(getattr(shell, "kernel", None), "get_parent", None)
    parent = get_parent("shell") if get_parent is not None else {}
    cell_id = (parent or {}).get("metadata", {}).get("cellId", "")
    return cell_id if isinstance(cell_id, str) else ""
