"""The package from Python: papers and sessions with results that show themselves.

from rca_kernel import Paper, Session

paper = Paper("paper.tex")
session = Session(paper, "3.2", notebook="out.ipynb", model="formal")
session.implement()
session.contract
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rca_kernel.adapters.ipython.shown import Shown
from rca_kernel.errors import HostError

if TYPE_CHECKING:
    from rca_kernel.app.run import Stopper
    from rca_kernel.notebook import Cell

T = TypeVar("T")


class Paper:
    """A paper that was read: a file, folder, archive or arXiv id. Raises PaperError."""

    def __init__(self, source: str | Path) -> None:
        from rca_kernel.app.papers import load_paper

        self.source = source
        self.document = load_paper(source)

    @property
    def sections(self) -> list[str]:
        """What can be named as a target."""
        return [f"{section.number} {section.title}".strip() for section in self.document.sections]

    def passage(self, target: str) -> Shown:
        """The passage for "3.2", "Algorithm 1", "Eq. (7)" or a title. Raises TargetError."""
        from rca_kernel.paper.closure import passage_of
        from rca_kernel.paper.showing import passage_markdown, passage_outline

        passage = passage_of(self.document, target)
        return Shown(passage_outline(passage), passage_markdown(passage))

    def __repr__(self) -> str:
        from rca_kernel.paper.outline import outline

        return str(Shown(outline(self.document)))

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        from rca_kernel.paper.outline import outline
        from rca_kernel.paper.showing import outline_markdown

        return Shown(outline(self.document), outline_markdown(self.document))._repr_mimebundle_(**options)


class Session:
    """A passage implemented in a notebook file, in a kernel of its own, without a front end.

    `settings` are those of `%rca config` (model, planner, expert, worker, max_tokens, …). A notebook that
    exists is kept unless `force`. `note` says what you want beyond the target: names, a framework, data.
    """

    def __init__(
        self,
        paper: Paper | str | Path,
        target: str,
        *,
        notebook: str | Path | None = None,
        code: str | Path | None = None,
        force: bool = False,
        note: str = "",
        **settings: Any,
    ) -> None:
        from rca_kernel.app.config import load_config
        from rca_kernel.app.run import Request, output_of

        if isinstance(paper, Paper):
            paper.passage(target)  # a target that it has not is told at once
        source = paper.source if isinstance(paper, Paper) else paper
        request = Request(
            Path(source),
            target,
            load_config(**settings),
            code=Path(code) if code is not None else None,
            output=Path(notebook) if notebook is not None else None,
            force=force,
            note=note,
            attended=False,
        )
        self._request = request
        self.notebook = output_of(request)

    def implement(self, note: str = "") -> Shown:
        """Do it, telling progress as text; how it ended. Blocks until then; an interrupt stops the session,
        which keeps what it has. A `note` joins the session's."""
        from rca_kernel.app.run import run_shown, shown_in_terminal
        from rca_kernel.app.spending import spent_lines

        if self.notebook.exists() and not self._request.force:
            raise HostError(
                f"{str(self.notebook)!r} exists already; it is kept.",
                hint="Name another with notebook=…, or pass force=True to Session.",
            )
        request = replace(self._request, note="\n".join(filter(None, (self._request.note, note))))
        session, outcome, notebook = _beside(
            lambda stopper: run_shown(request, shown_in_terminal(), stopper=stopper)
        )
        written = f"Notebook: {notebook}" if notebook is not None else ""
        return Shown("\n".join([outcome.text, *spent_lines(session), *filter(None, [written])]))

    @property
    def plan(self) -> Shown:
        """The plan as it stands in the notebook."""
        from rca_kernel.plan import as_text

        if not self.notebook.exists():
            return Shown(f"No plan yet: implement() makes it and writes {self.notebook}.")
        return Shown(as_text(self._memory().plan))

    @property
    def contract(self) -> Shown:
        """What the passage demands, and what is met."""
        from rca_kernel.app.telling import contract_lines
        from rca_kernel.verify import coverage_markdown

        if not self.notebook.exists():
            return Shown(f"No contract yet: implement() makes it and writes {self.notebook}.")
        contract = self._memory().contract
        return Shown(contract_lines(contract, self._cells()), coverage_markdown(contract))

    def log(self, query: str = "") -> Shown:
        """The entries that match `query`, or the last ones."""
        from rca_kernel.app.telling import log_lines

        return Shown(log_lines(self._memory(), query, self._cells()))

    @property
    def cost(self) -> Shown:
        """What the sessions of the notebook used of their models."""
        if not self.notebook.exists():
            return Shown("No model has been asked.")
        from rca_kernel.app.spending import kept_cost

        return Shown(kept_cost(self._memory()))

    def verify(self) -> Shown:
        """The notebook from top to bottom in a fresh kernel, its checks with it. Blocks until it is done."""
        import asyncio

        from rca_kernel.adapters.headless.rerun import clean_rerun
        from rca_kernel.app.telling import contract_lines
        from rca_kernel.verify import coverage_markdown, examine

        memory = self._memory()
        report = _beside(lambda _: asyncio.run(clean_rerun(self.notebook)))
        cells = self._cells()
        examine(memory, cells, report)
        said = f"Clean rerun: {report.line(cells)}."
        contract = memory.contract
        return Shown(f"{contract_lines(contract, cells)}\n{said}", f"{coverage_markdown(contract)}\n\n{said}")

    def export(self, path: str | Path, *, force: bool = False) -> Shown:
        """The code as a module with its tests; an audit pack where `path` ends in .zip."""
        from rca_kernel.app.exporting import export_work

        cells = self._cells()
        return Shown(export_work(cells, self._memory(), path, force=force).line())

    def __repr__(self) -> str:
        if not self.notebook.exists():
            return f"Session({self._request.target!r}, not begun; implement() writes {self.notebook})"
        return str(self.plan)

    def _cells(self) -> tuple[Cell, ...]:
        from rca_kernel.notebook.document_file import load_document

        return load_document(self.notebook).cells()

    def _memory(self) -> Any:
        from rca_kernel.app.notebooks import remembered_in

        return remembered_in(self.notebook)


def _beside(work: Callable[[Stopper], T]) -> T:
    """`work` on a thread of its own, for a loop may run on this one; an interrupt here stops it and waits."""
    import threading
    from concurrent.futures import Future

    from rca_kernel.app.run import Stopper

    done: Future[T] = Future()
    stopper = Stopper()

    def live() -> None:
        try:
            done.set_result(work(stopper))
        except BaseException as error:  # noqa: BLE001 - raised again below
            done.set_exception(error)

    threading.Thread(target=live, daemon=True, name="rca-session").start()
    try:
        return done.result()
    except KeyboardInterrupt:
        stopper.stop()
        return done.result()
