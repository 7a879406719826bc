"""Names of the formal engine's functions: readable, and never one that the notebook already uses."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Iterable

from rca_kernel.formal import Translation
from rca_kernel.formal.tree import Sample
from rca_kernel.notebook import Cell

OURS = frozenset(
    {"np", "plt", "inspect", "check_against_formula", "check_gradient", "smooth_probe", "check_stated_values"}
)
LONGEST = 48


def readable(translation: Translation) -> str:
    """The function's name as an expert picks it: a draw is `sample_`, one letter is `compute_`."""
    plain = translation.function_name
    letter = plain.strip("_")
    if len(translation.steps) == 1 and isinstance(translation.steps[0].tree, Sample):
        return f"sample_{letter}"
    reserved = plain.endswith("_") or hasattr(builtins, plain) or plain in OURS
    return f"compute_{letter}" if len(letter) == 1 or reserved else plain


def told_apart(name: str, ours: Collection[str], theirs: Collection[str], number: str) -> str:
    """`name`; with the equation's number beside another function of ours, prefixed where the notebook
    uses the name for something else."""
    first = f"{name}_{number}" if name in ours else name
    bare = re.sub(r"^(compute|sample)_", "", first)
    tries = (first, f"compute_{bare}", f"compute_{bare}_{number}")
    taken = {*ours, *theirs}
    later = (f"compute_{bare}_{number}_{n}" for n in range(2, len(taken) + 3))
    return next(one for one in (*tries, *later) if one not in taken)


def slug(caption: str) -> str | None:
    """A function's name from a caption, whole words only."""
    found = ""
    for word in re.findall(r"[a-z0-9]+", caption.lower()):
        longer = f"{found}_{word}" if found else word
        if len(longer) > LONGEST:
            break
        found = longer
    return found if found.isidentifier() else None


def names_of_others(cells: Iterable[Cell], requirements: Collection[str]) -> frozenset[str]:
    """What the notebook's code defines at top level, except cells that serve `requirements`."""
    found: set[str] = set()
    for cell in cells:
        ours = cell.note is not None and set(cell.note.requirements) & set(requirements)
        if cell.kind == "code" and not ours:
            found |= _defined(cell.source)
    return frozenset(found - OURS)


def _defined(source: str) -> set[str]:
    python = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))
    try:
        body = ast.parse(python).body
    except SyntaxError:
        return set()
    found: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(statement.name)
            continue
        if isinstance(statement, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
            continue
        stored = (n for n in ast.walk(statement) if isinstance(n, ast.Name))
        found |= {n.id for n in stored if isinstance(n.ctx, ast.Store)}
    return found
