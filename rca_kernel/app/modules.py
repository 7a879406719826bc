"""What of a notebook's code a module holds at import: definitions. What shows or tries runs as a script."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.app.sources import indented, plain_source
from rca_kernel.notebook import Cell
from rca_kernel.notebook.dependencies import names_of

_DRAWING = {"matplotlib", "seaborn", "plotly", "bokeh", "altair", "pylab"}
_DRAWS = re.compile(r"plot|draw|show|figure|visuali|display|curve", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A top-level statement of a cell with the comments before it."""

    cell: int
    source: str
    node: ast.stmt | None

    @property
    def assigns(self) -> frozenset[str]:
        return frozenset(names_of(self.source).assigns)

    @property
    def uses(self) -> frozenset[str]:
        return frozenset(names_of(self.source).uses)


@dataclass(frozen=True, slots=True)
class Divided:
    """By cell, the source that defines; and one source of what only shows or tries, in order."""

    definitions: tuple[str, ...]
    trials: str


def divided(code: Sequence[Cell], checks: Sequence[Cell]) -> Divided:
    """The code of a module: what draws or only runs stays out of the import, unless a definition or a check
    needs a name that it sets."""
    pieces = [
        piece for number, cell in enumerate(code) for piece in _pieces(number, plain_source(cell.source))
    ]
    drawing = {name for p in pieces for name in _drawing_names(p)}
    wanted = {name for cell in checks for name in names_of(plain_source(cell.source)).uses}
    kept = [
        _defines(p.node) and not p.assigns & drawing and not (_shows(p) and p.uses & drawing) for p in pieces
    ]
    while True:
        needed = wanted.union(*(p.uses for p, keep in zip(pieces, kept, strict=True) if keep))
        more = [keep or bool(p.assigns & needed) for p, keep in zip(pieces, kept, strict=True)]
        if more == kept:
            break
        kept = more
    again = _repeated([p if keep else None for p, keep in zip(pieces, kept, strict=True)])
    kept_of = tuple(
        "\n".join(
            p.source
            for p, keep, repeats in zip(pieces, kept, again, strict=True)
            if keep and not repeats and p.cell == number
        )
        for number in range(len(code))
    )
    return Divided(kept_of, "\n".join(p.source for p, keep in zip(pieces, kept, strict=True) if not keep))


def _repeated(kept: Sequence[Piece | None]) -> list[bool]:
    """Which imports and functions say again what their names stand for already."""
    known: dict[str, str] = {}
    found: list[bool] = []
    for piece in kept:
        if piece is None:
            found.append(False)
            continue
        same = isinstance(piece.node, ast.Import | ast.ImportFrom | ast.FunctionDef)
        text = _only_statement(piece) if same else ""
        names = piece.assigns
        found.append(bool(text and names) and all(known.get(name) == text for name in names))
        known.update(dict.fromkeys(names, text))
    return found


def _only_statement(piece: Piece) -> str:
    """The statement without its comments; nothing where several stand on its line."""
    body = ast.parse(piece.source).body
    return ast.dump(body[0]) if len(body) == 1 else ""


def main_block(trials: str) -> str:
    """The trials as what runs when the module is run as a script."""
    return f'if __name__ == "__main__":\n{indented(trials)}' if trials.strip() else ""


def _pieces(cell: int, source: str) -> list[Piece]:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return [Piece(cell, source, None)]
    lines = source.split("\n")
    found: list[Piece] = []
    start = 0
    for place, node in enumerate(body):
        end = node.end_lineno or node.lineno
        following = body[place + 1] if place + 1 < len(body) else None
        if following is not None and _first_line(following) <= end:
            continue  # several statements on one line stay together
        if following is None:
            end = len(lines)
        found.append(Piece(cell, "\n".join(lines[start:end]), node))
        start = end
    return found


def _first_line(node: ast.stmt) -> int:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return node.lineno


def _defines(node: ast.stmt | None) -> bool:
    """Whether a statement names something without running anything of length."""
    match node:
        case None | ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.If(body=body, orelse=orelse):
            return all(map(_defines, (*body, *orelse)))
        case ast.Try(body=body, orelse=orelse, finalbody=last, handlers=handlers):
            return all(map(_defines, (*body, *orelse, *last, *(s for h in handlers for s in h.body))))
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return not any(isinstance(n, ast.Call) for n in ast.walk(value))
        case _:
            return False


def _shows(piece: Piece) -> bool:
    """Whether a function is there to draw, by its name; others may draw beside what they do."""
    names = (ast.FunctionDef, ast.AsyncFunctionDef)
    return not isinstance(piece.node, names) or bool(_DRAWS.search(piece.node.name))


def _drawing_names(piece: Piece) -> set[str]:
    """What a piece imports to draw."""
    match piece.node:
        case ast.Import(names=names):
            return {(a.asname or a.name).split(".")[0] for a in names if a.name.split(".")[0] in _DRAWING}
        case ast.ImportFrom(module=str() as module, names=names) if module.split(".")[0] in _DRAWING:
            return {a.asname or a.name for a in names}
        case _:
            return set()
