"""Cells that check others: whether they can fail, and the code that they rest on."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from rca_kernel.notebook.cells import Cell, source_hash
from rca_kernel.notebook.dependencies import names_of

HELPERS = (
    *("check_against_formula", "check_gradient", "check_stated_values"),
    *("one_at_a_time", "in_order", "smooth_probe"),
)
"""Functions that checks of formulas bring along."""
LONG = 40
"""Lines of a function, docstring included, beyond which its length is told back."""


def overlong(source: str) -> str:
    """What is said of functions that are too long to be checked well; "" where there are none."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ""
    defined = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    long = [(node.name, (node.end_lineno or 0) - node.lineno + 1) for node in defined]
    said = ", ".join(f"{name} has {lines} lines" for name, lines in long if lines > LONG)
    return f"\n({said}: several functions of about 6 to 12 can be checked one by one)" if said else ""


def asserts(source: str) -> bool:
    """Whether a cell can fail on a wrong value: it asserts, raises, or calls what checks."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Assert) and not _foregone(node.test)):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name.startswith(("assert", "check", "verify", "test_")):
                return True
    return False


def _foregone(test: ast.expr) -> bool:
    """Whether an assertion holds whatever the code does: it names nothing, or is true by one of its parts."""
    match test:
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(map(_foregone, values))
        case ast.BoolOp(values=values):
            return all(map(_foregone, values))
        case ast.Tuple(elts=elts) if elts:  # assert (condition, "message")
            return True
        case _:
            pass
    return not any(isinstance(node, ast.Name | ast.Call | ast.Attribute) for node in ast.walk(test))


def rests_on(cells: Sequence[Cell], check: str) -> tuple[Cell, ...]:
    """The code cells above the cell `check` that bind what it uses, directly or through others."""
    at = next((i for i, cell in enumerate(cells) if cell.id == check), None)
    if at is None:
        return ()
    needed = set(names_of(cells[at].source).uses)
    found = []
    for cell in reversed(cells[:at]):
        names = names_of(cell.source) if cell.kind == "code" else None
        if names is not None and names.assigns & needed:
            found.append(cell)
            needed |= names.uses
    return tuple(reversed(found))


def code_digest(cells: Sequence[Cell], check: str) -> str:
    """One hash over the sources that `check` rests on, in their order."""
    return source_hash("\x00".join(cell.source for cell in rests_on(cells, check)))
