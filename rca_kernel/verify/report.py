"""What was implemented, checked and left open, as Markdown for the notebook and text for the terminal."""

from __future__ import annotations

from rca_kernel.contract import Contract, Requirement
from rca_kernel.memory import Memory
from rca_kernel.verify.rerun import RerunReport


def coverage_markdown(contract: Contract) -> str:
    """A table with one row a requirement, and what is unresolved by name below it."""
    rows = ["| requirement | kind | status | shown by |", "| --- | --- | --- | --- |"]
    rows += [_row(item) for item in contract]
    lines = [f"**Coverage**: {contract.coverage().line()}.", "", *rows]
    return "\n".join(lines)


def summary_text(memory: Memory, rerun: RerunReport | None, title: str) -> str:
    """The closing lines a person reads: coverage, what is unresolved and why, the clean rerun."""
    paper = f" of “{memory.paper.title}”" if memory.paper.title else ""
    lines = [f"Implemented {title}{paper}: {memory.contract.coverage().line()}."]
    lines += [f"  ✔ {item.title}: {item.note}" for item in memory.contract if item.status == "verified"]
    lines += [f"  ✘ {item.title}: {item.note}" for item in memory.contract if item.status == "violated"]
    lines += [f"  ? {item.title}: {item.note}" for item in memory.contract if not item.resolved]
    assumptions = [entry.text for entry in memory.log if entry.kind == "assumption"]
    lines += [f"  assumed: {text}" for text in assumptions]
    if rerun is not None:
        lines.append(f"Clean rerun: {rerun.line()}.")
    return "\n".join(lines)


def _row(item: Requirement) -> str:
    status = item.status if item.resolved else "unresolved"
    return f"| {_cell(item.title)} | {item.kind} | {status} | {_cell(item.note)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")[:240]
