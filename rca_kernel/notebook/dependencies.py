"""Which cells depend on which, by the names that they assign and use; read from their trees, nothing run."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.notebook.cells import Cell

_BUILTIN = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the notebook that a cell `assigns` (changes included) and `uses`."""

    assigns: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()


def names_of(source: str) -> Names:
    """The names of a cell; none where it is no Python. Names inside functions count as used when they are
    not their own, those that a cell mutates (`a[0] = 1`, `a.x = 1`) as both."""
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return Names()
    reading = _Reading()
    for node in tree.body:
        reading.visit(node)
    return Names(frozenset(reading.assigns), frozenset(reading.uses - _BUILTIN))


def dependents(cells: Sequence[Cell], changed: str, *, before: str = "") -> list[Cell]:
    """The code cells below the cell `changed` that use, directly or through others, what it assigns now
    or assigned when its source was `before`; in the notebook's order."""
    at = next((i for i, cell in enumerate(cells) if cell.id == changed), None)
    if at is None:
        return []
    stale = set(names_of(cells[at].source).assigns | names_of(before).assigns)
    found = []
    for cell in cells[at + 1 :]:
        names = names_of(cell.source) if cell.kind == "code" else Names()
        if names.uses & stale:
            found.append(cell)
            stale |= names.assigns
        else:
            stale -= names.assigns
    return found


class _Reading(ast.NodeVisitor):
    def __init__(self) -> None:
        self.assigns: set[str] = set()
        self.uses: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            if node.id not in self.assigns:
                self.uses.add(node.id)
        else:
            self.assigns.add(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self._target(target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        self._mutated(node.target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)
            self._target(node.target)

    def visit_Import(self, node: ast.Import) -> None:
        self.assigns |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.assigns |= {alias.asname or alias.name for alias in node.names}

    def visit_For(self, node: ast.For) -> None:
        self.visit(node.iter)
        self._target(node.target)
        for inner in (*node.body, *node.orelse):
            self.visit(inner)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outside = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        for inner in outside:
            self.visit(inner)
        own = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        self._enclosed(node.body, own | {node.name})
        self.assigns.add(node.name)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        own = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        self._enclosed([node.body], own)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for inner in (*node.bases, *node.decorator_list):
            self.visit(inner)
        self._enclosed(node.body, {node.name})
        self.assigns.add(node.name)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._enclosed(list(ast.iter_child_nodes(node)), set())

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.SetComp | ast.GeneratorExp | ast.DictComp):
            self._enclosed(list(ast.iter_child_nodes(node)), set())
        else:
            super().generic_visit(node)

    def _enclosed(self, body: Sequence[ast.AST], own: set[str]) -> None:
        """A scope of its own: what it uses and does not assign comes from outside."""
        inner = _Reading()
        for node in body:
            inner.visit(node)
        self.uses |= inner.uses - inner.assigns - own - self.assigns

    def _target(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.assigns.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            for item in target.elts:
                self._target(item)
        elif isinstance(target, ast.Starred):
            self._target(target.value)
        else:
            self._mutated(target)

    def _mutated(self, target: ast.expr) -> None:
        """`a += 1`, `a[i] = 1`, `a.x = 1`: `a` is used and changed."""
        base = target
        while isinstance(base, ast.Attribute | ast.Subscript):
            if isinstance(base, ast.Subscript):
                self.visit(base.slice)
            base = base.value
        if isinstance(base, ast.Name):
            if base.id not in self.assigns:
                self.uses.add(base.id)
            self.assigns.add(base.id)
