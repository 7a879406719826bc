"""Worlds in which a session dies at its k-th point: the notebook then is a page's, or only a file."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rca_kernel.actions import perform_files
from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.adapters.headless.kernel import Ending
from rca_kernel.notebook import Cell, ErrorOutput, RunResult, StreamOutput
from rca_kernel.notebook.cell_outputs import CellOutputs
from rca_kernel.workspace import ScriptRun, Workspace

CALLS = ("insert", "edit", "delete", "run", "write_memory", "save")


class Killed(BaseException):
    """The process is gone: nothing of the session's runs after this."""


class Points:
    """Counts the points of a run, one before and one after each call that leaves something behind, and
    kills at number `at` (from 1; 0 kills nowhere)."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.passed: list[str] = []

    def reach(self, name: str) -> None:
        self.passed.append(name)
        if self.at and len(self.passed) >= self.at:
            raise Killed(name)


class Mortal:
    """A NotebookHost whose calls are points."""

    def __init__(self, host: Any, points: Points) -> None:
        self._host = host
        self._points = points

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._host, name)
        if name not in CALLS:
            return call

        async def mortal(*arguments: Any) -> Any:
            self._points.reach(f"before {name}")
            value = await call(*arguments)
            self._points.reach(f"after {name}")
            return value

        return mortal


class MortalWorkspace(Workspace):
    """Its writes are points."""

    def __init__(self, root: Path, points: Points) -> None:
        super().__init__(root)
        self._points = points

    def write(self, path: str, text: str) -> Any:
        self._points.reach("before write")
        change = super().write(path, text)
        self._points.reach("after write")
        return change


def mortal_scripts(monkeypatch: pytest.MonkeyPatch, points: Points) -> None:
    """Scripts run in this process, quickly, and are points."""

    async def run_python(arguments: tuple[str, ...], *, folder: Path, **rest: Any) -> Any:
        points.reach("before script")
        with _there(folder):
            exec(compile(Path(arguments[0]).read_text(), arguments[0], "exec"), {})
        points.reach("after script")
        return ScriptRun(arguments, 0, 0.01, "")

    monkeypatch.setattr(perform_files, "run_python", run_python)


@contextlib.contextmanager
def _there(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


class Interpreter:
    """Runs cells in names of its own, as a kernel would; a new one knows nothing."""

    def __init__(self, folder: Path, points: Points) -> None:
        self.names: dict[str, Any] = {}
        self.folder = folder
        self.points = points

    def run(self, source: str) -> RunResult:
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), _there(self.folder):
                exec(compile(source, "cell", "exec"), self.names)
        except Exception as error:  # noqa: BLE001 - whatever a cell raises is its result
            return RunResult("error", (ErrorOutput(type(error).__name__, str(error)),))
        finally:
            self.points.reach("during run")
        return RunResult("ok", (StreamOutput("stdout", said.getvalue()),) if said.getvalue() else ())

    def __call__(self, cell: Cell) -> RunResult:
        return self.run(cell.source)


class QuickKernel:
    """Stands for the headless host's kernel process: an Interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter

    async def start(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def evaluate(self, expression: str) -> str:
        """No variable is described."""
        return "[]"

    async def execute(
        self, source: str, outputs: CellOutputs, heard: Callable[[str, Any], None] | None = None
    ) -> Ending:
        result = self._interpreter.run(source)
        for output in result.outputs:
            match output:
                case StreamOutput(name, text):
                    outputs.receive("stream", {"name": name, "text": text})
                case ErrorOutput(ename, evalue):
                    outputs.receive("error", {"ename": ename, "evalue": evalue, "traceback": []})
        return Ending(result.status, 1)


def file_host(path: Path, interpreter: Interpreter) -> HeadlessHost:
    """The real headless host over its file, written at each change, with a quick kernel."""
    host = HeadlessHost(path, resume=True, writing=1e9)
    host._kernel = QuickKernel(interpreter)  # type: ignore[assignment]
    return host
