"""An action in one short line."""

from __future__ import annotations

from rca_kernel.actions.kinds import Action
from rca_kernel.actions.schema import tool_name
from rca_kernel.actions.work_kinds import MarkRequirement
from rca_kernel.contract import Contract

DESCRIBED = (
    *("requirement", "cell_id", "path", "target", "reason", "summary", "text"),
    *("question", "query", "symbol", "package", "step"),
)
"""The arguments that say what an action is about, the most telling first."""


def describe(action: Action) -> str:
    """A short line for the log and the panel: what is done, to which cell, file or requirement."""
    name = tool_name(type(action)).replace("_", " ")
    for attribute in DESCRIBED:
        value = getattr(action, attribute, "")
        if value:
            status = f" {action.status}" if isinstance(action, MarkRequirement) else ""
            return f"{name}: {' '.join(str(value).split())[:120]}{status}"
    cell_type = getattr(action, "cell_type", "")
    if cell_type:
        first = next((line for line in action.source.splitlines() if line.strip()), "")  # type: ignore[union-attr]
        return f"{name} ({cell_type}): {first.strip()[:100]}"
    return name


def describe_titled(action: Action, contract: Contract) -> str:
    """The same with the title of the requirement that it is about. Nothing else of it is rewritten, since the
    user approves by it what will be done as it stands there."""
    said, id = describe(action), getattr(action, "requirement", "")
    return said.replace(f": {id}", f": {contract[id].title}", 1) if id and id in contract else said
