"""`rca run`: a session on the headless host, shown on the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rca_kernel.agents.gate import Gate
from rca_kernel.app.closing import Outcome
from rca_kernel.app.config import Config
from rca_kernel.app.engines import Built, Wrap, build_engine, engine_title
from rca_kernel.app.papers import Target, load_paper, target_of
from rca_kernel.app.reading import named_baseline
from rca_kernel.app.roles import FORMAL
from rca_kernel.app.session import Session
from rca_kernel.app.spending import spent_lines
from rca_kernel.app.terminal import Terminal, busy
from rca_kernel.app.terminal_user import TerminalUser
from rca_kernel.errors import ConfigError, HostError
from rca_kernel.notebook import Mode
from rca_kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Request:
    """What `rca run` was asked for."""

    paper: Path
    target: str
    config: Config
    code: Path | None = None
    output: Path | None = None
    force: bool = False
    record: Path | None = None
    mode: Mode = "auto"
    note: str = ""
    """What the user wants beyond the target, in their own words."""
    attended: bool | None = None
    """Whether a user can be asked; None: where there is a terminal."""


NO_NOTE = "The formal engine compiles what the paper states and reads no note: name a model for that."


def output_of(request: Request) -> Path:
    """The notebook to write: as asked, else named after paper and target in the working folder."""
    if request.output is not None:
        return request.output
    slug = re.sub(r"[^a-z0-9.]+", "-", request.target.lower())[:60].strip("-.") or "passage"
    paper = request.paper
    name = paper.stem if paper.suffix[1:].isalpha() else paper.name  # an arXiv id holds a dot
    return Path(f"{name}-{slug}.ipynb")


def refuse_to_overwrite(output: Path, force: bool, paper: Path | None = None) -> None:
    """Every reason not to write `output`, before any work is done."""
    if output.is_dir():
        raise HostError(f"{str(output)!r} is a folder.", hint="Give the file to write with -o.")
    if output.suffix != ".ipynb":
        raise HostError(f"{str(output)!r} is no name of a notebook.", hint="Give one that ends in .ipynb.")
    if paper is not None and paper.exists() and output.exists() and output.samefile(paper):
        raise HostError(f"{str(output)!r} is the paper itself.", hint="Choose another with -o.")
    if output.exists() and not force:
        raise HostError(
            f"{str(output)!r} exists already; it is kept.", hint="Choose another with -o, or pass --force."
        )
    if not output.parent.is_dir():
        raise HostError(
            f"No such folder: {str(output.parent)!r}.", hint="Make it, or choose another with -o."
        )


class Stopper:
    """Ends a session from another thread."""

    def __init__(self) -> None:
        self._stop: Callable[[], object] | None = None
        self.stopped = False

    def bind(self, task: asyncio.Future[Outcome]) -> None:
        loop = asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(task.cancel)
        if self.stopped:
            task.cancel()

    def stop(self) -> None:
        self.stopped = True
        if self._stop is not None:
            self._stop()


def run_in_terminal(request: Request, built: Built | None = None) -> Outcome:
    """Run a session and show it; `built` is the engine to use, else the request's."""
    terminal = shown_in_terminal()
    session, outcome, output = run_shown(request, terminal, built)
    terminal.line("")
    terminal.line(outcome.text, "red" if outcome.status == "failed" else "")
    for line in spent_lines(session):
        terminal.line(line)
    if output is not None:
        terminal.line(f"\nNotebook: {output}\nOpen it:  {own_command()} lab {output}", "bold")
    return outcome


def shown_in_terminal() -> Terminal:
    """What prints to this process's output. A notebook, which calls itself a terminal, gets lines alone:
    a spinner would be hundreds of displays there."""
    from rich.console import Console

    in_kernel = type(sys.stdout).__module__.startswith("ipykernel")
    return Terminal(Console(force_jupyter=False, force_terminal=False if in_kernel else None))


def run_shown(
    request: Request, terminal: Terminal, built: Built | None = None, stopper: Stopper | None = None
) -> tuple[Session, Outcome, Path | None]:
    """Run a session, its progress shown in `terminal`: it, how it ended, and the notebook if there is one."""
    gate = gate_of(request, terminal)
    with busy(f"reading {request.paper}"):
        paper = load_paper(request.paper)
    output = output_of(request)
    code = str(request.code) if request.code is not None else ""
    target = target_of(paper, request.paper, request.target, output.parent, code)
    refuse_to_overwrite(output, request.force, request.paper)
    workspace = Workspace(request.code) if request.code is not None else None
    wrap = _recorder(request, paper.digest)
    if built is None:
        with busy("looking for a model"):
            built = build_engine(request.config, on_wait=terminal.waiting, wrap=wrap)
    engine = built.engine
    terminal.line(f"{paper.title or request.paper.name}: {paper.health.line()}")
    terminal.line(f"Implementing {target.passage.title} with {engine_title(engine)} ({built.reason})")
    if workspace is not None and engine.name == FORMAL:
        terminal.line("  ! The formal engine does not work on starter code: name a model for that.", "yellow")
    if request.note and engine.name == FORMAL:
        terminal.line(f"  ! {NO_NOTE}", "yellow")
    for warning in target.passage.warnings:
        terminal.line(f"  ! {warning}", "yellow")
    existed = output.exists()
    with terminal.working("starting a kernel"):
        session, outcome, written = asyncio.run(
            _work(request, output, built, target, workspace, terminal, gate, stopper or Stopper())
        )
    if not written and not existed:
        output.unlink(missing_ok=True)  # nothing was written: the next try finds the name free
    return session, outcome, output if output.exists() else None


def gate_of(request: Request, terminal: Terminal) -> Gate:
    """The user at this terminal; where there is none, nothing can be approved."""
    attended = (
        request.attended if request.attended is not None else sys.stdin.isatty() and sys.stdout.isatty()
    )
    gate = Gate(request.mode, attended)
    if attended:
        TerminalUser(terminal, gate)
    elif request.mode == "approve":
        raise ConfigError(
            "Mode approve asks before each action, and nobody is at a terminal here.",
            hint="Run it in a terminal, or choose --mode auto or plan.",
        )
    return gate


def _recorder(request: Request, digest: str) -> Wrap | None:
    if request.record is None:
        return None
    from rca_kernel.app.replay import recorded

    return recorded(request, request.record, digest)


async def _work(
    request: Request,
    output: Path,
    built: Built,
    target: Target,
    workspace: Workspace | None,
    terminal: Terminal,
    gate: Gate,
    stopper: Stopper,
) -> tuple[Session, Outcome, bool]:
    """The session on a headless host, how it ended, and whether it left anything in the notebook."""
    from rca_kernel.adapters.headless.host import HeadlessHost
    from rca_kernel.adapters.headless.rerun import HeadlessRerun

    folder = workspace.root if workspace is not None else output.resolve().parent
    host = HeadlessHost(output, cwd=folder, overwrite=request.force)
    await host.start()
    try:
        session = Session(
            host,
            built.engine,
            target.passage,
            target.paper,
            reason=built.reason,
            workspace=workspace,
            baseline=named_baseline(request.config, workspace),
            read_paper=target.read,
            rerun=HeadlessRerun(cwd=folder),
            tell=terminal.tell,
            gate=gate,
            models=built.models,
            ledger=built.ledger,
            address=built.address,
            undo_folder=output.resolve().parent,
            note=request.note,
        )
        task = asyncio.ensure_future(session.implement())
        _stop_on_interrupt(task)
        stopper.bind(task)
        outcome = await task
        return session, outcome, outcome.status != "failed" or bool(await host.read())
    finally:
        await host.close()


def own_command() -> str:
    """How `rca` is called from here: by name where it is on the PATH, else by its place."""
    beside = Path(sys.executable).parent / "rca"
    found = shutil.which("rca")
    if found is not None and Path(found).resolve() == beside.resolve():
        return "rca"
    if not beside.exists():
        return "rca"
    try:
        return str(beside.relative_to(Path.cwd()))
    except ValueError:
        return str(beside)


def _stop_on_interrupt(task: asyncio.Future[Outcome]) -> None:
    """Ctrl-C stops the session, which then saves what it has; not on Windows, nor beside the main thread."""
    with contextlib.suppress(RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)
