"""Contract and log as plain text, for the magics."""

from __future__ import annotations

from rca_kernel.adapters.ipython.magics import Shown
from rca_kernel.app.engines import engine_title
from rca_kernel.app.session import Session
from rca_kernel.contract import Contract, Requirement
from rca_kernel.memory import ResearchLog
from rca_kernel.paper.document import Paper

MARKS = {"open": "○", "implemented": "◐", "verified": "✔", "violated": "✘"}


def shown_paper(paper: Paper, target: str) -> Shown:
    """Outline and parse health, and the passage where a target is named, its mathematics rendered."""
    from rca_kernel.paper.closure import passage_of
    from rca_kernel.paper.outline import outline
    from rca_kernel.paper.showing import outline_markdown, passage_markdown, passage_outline

    text, markdown = outline(paper), outline_markdown(paper)
    if target:
        passage = passage_of(paper, target)
        text, markdown = f"{text}\n{passage_outline(passage)}", f"{markdown}\n\n{passage_markdown(passage)}"
    return Shown(text, markdown)


def contract_lines(contract: Contract) -> str:
    """Coverage, then one line a requirement with its support, status and evidence."""
    return "\n".join([contract.coverage().line(), *map(_requirement, contract)])


def status_lines(session: Session, doing: str, ended: str) -> str:
    """Where a session stands: `doing` while it runs, else how it ended."""
    plan = session.memory.plan
    settled, total = plan.progress()
    state = "running" if doing else session.block_status()
    lines = [f"{state}: {plan.goal or 'planning'} ({settled} of {total} steps settled)"]
    lines.append(f"engine: {engine_title(session.engine)} — {session.reason}")
    lines.append(f"notebook: {session.host.name}")
    lines += [f"now: {doing}"] if doing else [ended] if ended else []
    if session.engine.usage.calls:
        lines.append(session.engine.usage.line())
    return "\n".join(lines)


def log_lines(log: ResearchLog, query: str, last: int = 20) -> str:
    """The entries that match `query`, or the last ones."""
    entries = log.search(query) if query else log.recent(last)
    lines = [f"{entry.n:4d} {entry.step:>5} {entry.kind}: {entry.text}" for entry in entries]
    return "\n".join(lines) or "Nothing in the log matches."


def _requirement(item: Requirement) -> str:
    mark = MARKS[item.status] if item.resolved else "?"
    note = f": {item.note}" if item.note else ""
    return f"  {mark} {item.title} [{item.support}]{note}"
