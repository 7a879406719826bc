"""Files of the starter code understood: their outline, and what a reading model says of them."""

from __future__ import annotations

import contextlib
import re

from rca_kernel.actions import file_kinds as k
from rca_kernel.actions.excerpt import excerpt, page
from rca_kernel.actions.observation import Observation
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import WorkspaceError
from rca_kernel.models.envelope import envelope
from rca_kernel.notebook import bounded
from rca_kernel.workspace import Workspace, outline

LIMIT = 5000
FILE = 24_000
"""Characters of a file that a reading model is shown."""
CONTEXT = 12_000
SEARCHED = 200
"""Files that are searched for uses."""
USUAL = "What does it do, what does it take and give, and what must one know to change or to call it?"


async def understand(
    at: Workplace, files: Workspace, action: k.UnderstandFile | k.UnderstandFileWithContext
) -> Observation:
    """The outline of the file, and the answer of the model that reads, where there is one."""
    text = files.read(action.path)
    declared = outline(text) or "(no Python: read_file shows it)"
    if isinstance(action, k.UnderstandFileWithContext):
        shown = page(text, action.first, action.last)
        around = _context(files, action.path, "\n".join(text.splitlines()[action.first - 1 : action.last]))
        material = f"{action.path}, lines {action.first} to {action.last}:\n{shown}\n\n{around}"
        declared = around
    else:
        material = f"{action.path}:\n{bounded(text, FILE)}"
    if at.reader is None:
        return Observation(True, excerpt(declared, LIMIT, "read_file shows the file"))
    question = action.question or USUAL
    answer = await at.reader(f"{envelope('file', material)}\n\nThe question: {question}")
    at.memory.log.add("finding", f"{action.path}: {answer}")
    return Observation(True, excerpt(f"{answer}\n\nOutline:\n{declared}", LIMIT, "read_file shows the file"))


def _context(files: Workspace, path: str, part: str) -> str:
    """The outline of the file, and the lines in the starter code that speak of what `part` defines."""
    defined = re.findall(r"^\s*(?:async\s+)?(?:def|class)\s+(\w+)", part, re.MULTILINE)
    found = [f"Outline of {path}:\n{outline(files.read(path))}"]
    if defined:
        named = re.compile(rf"\b(?:{'|'.join(map(re.escape, defined))})\b")
        uses: list[str] = []
        for other in [one for one in files.files() if one.endswith(".py")][:SEARCHED]:
            with contextlib.suppress(WorkspaceError):  # too large, or no text
                lines = enumerate(files.read(other).splitlines(), 1)
                uses += [
                    f"{other}:{number}: {line.strip()[:160]}" for number, line in lines if named.search(line)
                ]
        found.append("Where it is named:\n" + "\n".join(uses[:40]))
    return bounded("\n\n".join(found), CONTEXT)
