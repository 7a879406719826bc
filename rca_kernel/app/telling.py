"""Contract and log as plain text, for the magics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.actions.verdicts import disputed
from rca_kernel.adapters.ipython.shown import Shown
from rca_kernel.agents.gate import Gate
from rca_kernel.app.continuing import targets_of
from rca_kernel.app.engines import engine_title
from rca_kernel.contract import Contract, Requirement, titles_in
from rca_kernel.memory import Memory
from rca_kernel.notebook import Approval, Cell, Question, bounded, cell_names_in, counted
from rca_kernel.notebook.asking import ANSWER, APPROVE, PAUSED, asked
from rca_kernel.paper.document import Paper

if TYPE_CHECKING:
    from rca_kernel.app.session import Session

WAITING = 2000
"""Characters shown of a source that waits."""
MARKS = {"open": "○", "implemented": "◐", "verified": "✔", "violated": "✘"}


def shown_paper(paper: Paper, target: str) -> Shown:
    """Outline and parse health, or the passage where a target is named, its mathematics rendered."""
    from rca_kernel.paper.closure import passage_of
    from rca_kernel.paper.outline import heading, outline
    from rca_kernel.paper.showing import outline_markdown, passage_markdown, passage_outline

    if not target:
        return Shown(outline(paper), outline_markdown(paper))
    passage = passage_of(paper, target)
    return Shown(f"{heading(paper)}\n{passage_outline(passage)}", passage_markdown(passage))


def what_to_name(paper: Paper) -> str:
    """What is said where no part was named: the parts, and a line that names one with something in it."""
    from rca_kernel.paper.outline import held_by, outline

    parts = [section for section in paper.sections if held_by(paper, section.id)] or list(paper.sections)
    example = (parts[0].number or parts[0].title) if parts else "Algorithm 1"
    return (
        "Write between the quotation marks what is to be implemented: the number or title of a section, an "
        f'equation or an algorithm, for instance %rca implement "{example}". Then run the cell again.\n\n'
        f"{outline(paper)}"
    )


def contract_lines(contract: Contract, cells: Sequence[Cell] = ()) -> str:
    """Coverage, then one line a requirement with its support, status and evidence; cells by their places."""
    lines = [contract.coverage().line(), *map(_requirement, contract)]
    return "\n".join(map(cell_names_in(cells), lines))


def status_lines(session: Session, doing: str, ended: str) -> str:
    """Where a session stands: `doing` while it runs, else how it ended."""
    plan = session.memory.plan
    settled, total = plan.progress()
    state = "running" if doing else session.block_status()
    unplanned = state == "failed" and session.paper.target not in targets_of(session.memory)
    # a plan of an earlier passage is not what runs, nor what failed before it had one
    title = session.passage.title if doing or unplanned else plan.goal
    held = f" ({settled} of {counted(total, 'step')} settled)"
    said = "" if unplanned or (doing and settled == total) else held
    lines = [f"{state}: {title or plan.goal or 'planning'}{said}"]
    lines.append(f"engine: {engine_title(session.engine)} — {session.reason}")
    lines.append(f"notebook: {session.host.name}")
    lines += [f"now: {doing}"] if doing else [_of_run(session, ended)] if ended else []
    if session.engine.usage.calls:
        lines.append(session.engine.usage.line())
    return "\n".join(lines)


def kept_lines(memory: Memory) -> str:
    """What a notebook remembers of the session before."""
    settled, total = memory.plan.progress()
    goes_on = "%rca resume goes on with it." if settled < total else "%rca verify checks it again."
    done = f"{settled} of {counted(total, 'step')} settled"
    return f"This notebook holds a plan: {memory.plan.goal} ({done}). {goes_on}"


def waiting_lines(gate: Gate) -> str:
    """What waits for the user, and how it is answered here."""
    match gate.waiting:
        case Approval() as waiting:
            return f"{asked(waiting)}\n{bounded(waiting.after, WAITING)}\n{APPROVE}"
        case Question() as waiting:
            return f"{asked(waiting)}\n{ANSWER}"
        case _:
            return PAUSED if gate.paused else ""


def _of_run(session: Session, ended: str) -> str:
    """How the last run ended; where that was not this session's, it says so."""
    record = session.memory.session
    own = record is not None and bool(record.message) and ended.startswith(record.message)
    return ended if own else f"last run: {ended}"


def log_lines(memory: Memory, query: str, cells: Sequence[Cell] = (), last: int = 20) -> str:
    """The entries that hold every word of `query`, by ids or by names, or the last ones; requirements by
    their titles, cells by their places."""
    titled, placed = titles_in(memory.contract), cell_names_in(cells)
    wanted = query.lower().split()
    entries = list(memory.log) if wanted else memory.log.recent(last)
    told = [(entry, placed(titled(entry.text))) for entry in entries]
    lines = [
        f"{entry.n:4d} {entry.step:>5} {entry.kind}: {text}"
        for entry, text in told
        if all(word in f"{entry.text}\n{text}".lower() for word in wanted)
    ]
    return "\n".join(lines) or "Nothing in the log matches."


def _requirement(item: Requirement) -> str:
    mark = MARKS["violated" if item.lost else item.status] if item.resolved else "?"
    told = [item.note] if item.note else []
    told += [f"its latest check disagrees: {item.dispute}"] if disputed(item) else []
    note = f": {'; '.join(told)}" if told else ""
    support = f" [{item.support}]" if item.support != "stated" else ""
    return f"  {mark} {item.title}{support}{note}"
