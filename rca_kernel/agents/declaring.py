"""What the cells of earlier steps and the starter's files declare, within a bound that cuts no signature."""

from __future__ import annotations

import ast
import contextlib
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rca_kernel.errors import WorkspaceError
from rca_kernel.models.envelope import envelope
from rca_kernel.notebook import Cell, bounded, outputs_text
from rca_kernel.notebook.checks import HELPERS, asserts
from rca_kernel.notebook.dependencies import names_of
from rca_kernel.notebook.places import placeless
from rca_kernel.workspace import Workspace, outline, parsed

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_DEFINED = re.compile(r"(?:async def|def|class) (?P<name>\w+)")
_LIBRARIES = sys.stdlib_module_names | {"numpy", "scipy", "torch", "pandas", "matplotlib", "jax", "sklearn"}
SIGNATURES = re.compile(r"\s*(?:async def|def|class)\b")
_PRIVATE = re.compile(r"secret|credential|passw|api_?key|(?<![a-z])keys?(?![a-z])", re.IGNORECASE)
"""Names of files that nobody is shown unasked."""
OUTLINED = 80
"""Files that are shown or outlined."""
SHORT = 3000
"""Characters of a file that may be shown whole."""
FILE, WHOLE = "=== ", " (whole)"
"""What stands before a file's path in the outline, and after it where the file is whole."""
TEXTS = (".py", ".md", ".txt", ".rst", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".sh")
"""How files end that may be shown whole; of longer ones, code alone is outlined."""
FURTHER = 600
"""Characters of what a cell declares beside functions and classes."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A cell as it is told, and shorter where room is scarce."""

    text: str
    shorter: str


def declared_text(cells: tuple[Cell, ...], own: Collection[str], limit: int = 9_000) -> str:
    """The cells of `own` whole; of the others what code declares and checks print, prose not at all. Cells
    of the user's stand among them where one of `own` is theirs. Where room is scarce, the oldest lose what
    they printed first. "" where there is nothing to tell."""
    theirs = any(cell.note is None for cell in cells if cell.id in own)
    kept = [cell for cell in cells if (theirs if cell.note is None else cell.note.step != "summary")]
    told: list[_Told] = []
    later: frozenset[str] = frozenset()
    for place, cell in reversed(list(enumerate(kept))):
        if cell.id in own:
            text = f"[{cell.id}] {cell.kind}\n{bounded(cell.source, 2500)}{_printed(cell, 500)}"
            told.append(_Told(text, text))
        elif cell.kind == "code":
            helpers = _helpers(cell, kept[:place]) - later
            told.append(_declared(cell, later, helpers))
        if cell.kind == "code":
            later |= names_of(cell.source).uses
    text = "\n".join(_fitting(told[::-1], limit))
    return envelope("cells", text) if text else ""


def _fitting(told: Sequence[_Told], limit: int) -> Iterator[str]:
    """The texts in their order, the oldest shorter as long as all together exceed `limit`."""
    over = sum(len(one.text) for one in told) - limit
    for one in told:
        text = one.shorter if over > 0 else one.text
        over -= len(one.text) - len(text)
        if text:
            yield text


def _declared(cell: Cell, later: Collection[str], helpers: Collection[str]) -> _Told:
    """Signatures and names; of a check only functions that are not its `helpers`, which are named, and what
    `later` cells use of it."""
    lines = [line for line in outline(cell.source, calls=False).splitlines() if not line.endswith("(…)")]
    lines = list(_without(lines, {*HELPERS, *helpers}))
    signatures = [line for line in lines if SIGNATURES.match(line)]
    if is_check(cell.source):
        lines = [line for line in lines if SIGNATURES.match(line) or _binds(line, later)]
        printed = placeless(outputs_text(cell.outputs, 300))
        own = f" with helpers of its own ({', '.join(sorted(helpers))})" if helpers else ""
        said = f"a check{own}" + (f", which printed: {printed}" if printed else "")
        shorter = "\n".join(signatures)
        return _Told(
            "\n".join([f"[{cell.id}] {said}", *_within(lines)]), shorter and f"[{cell.id}] {shorter}"
        )
    text = "\n".join(_within(lines))
    bare = "\n".join(signatures) or text
    return _Told(f"[{cell.id}] {text}{_printed(cell, 200)}".rstrip(), f"[{cell.id}] {bare}".rstrip())


def _without(lines: Sequence[str], names: Collection[str]) -> Iterator[str]:
    """An outline without the functions and classes of these names."""
    dropped = False
    for line in lines:
        if not line.startswith(" "):
            found = _DEFINED.match(line)
            dropped = found is not None and found["name"] in names
        if not dropped:
            yield line


def _helpers(cell: Cell, above: Sequence[Cell]) -> frozenset[str]:
    """Functions that a check declares beside what it checks, which cells `above` or files declare."""
    tree = parsed(cell.source)
    if tree is None or not is_check(cell.source):
        return frozenset()
    declared = {one for other in above if other.kind == "code" for one in _defined(parsed(other.source))}
    own = [node for node in tree.body if not isinstance(node, _DEFINITIONS)]
    declared |= {
        name.asname or name.name
        for node in own
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] not in _LIBRARIES
        for name in node.names
    }
    called = {
        call.func.id
        for node in own
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    }
    mine = frozenset(_defined(tree))
    return mine if called & declared - mine else frozenset()


def _defined(tree: ast.Module | None) -> Iterator[str]:
    yield from (node.name for node in (tree.body if tree else ()) if isinstance(node, _DEFINITIONS))


def is_check(source: str) -> bool:
    """Whether the cell itself asserts, not only a function in it."""
    tree = parsed(source)
    own = [node for node in tree.body if not isinstance(node, _DEFINITIONS)] if tree is not None else []
    return asserts("\n".join(map(ast.unparse, own)))


def _binds(line: str, names: Collection[str]) -> bool:
    """Whether a line of an outline binds one of `names`."""
    bound = line if line.startswith(("import ", "from ")) else re.split(r"[:=]", line, maxsplit=1)[0]
    return any(name in names for name in re.findall(r"\w+", bound))


def _within(lines: Sequence[str]) -> Iterator[str]:
    """Every signature, and of the rest as much as FURTHER has room for."""
    room, left = FURTHER, 0
    for line in lines:
        if not SIGNATURES.match(line):
            room -= len(line)
            if room < 0:
                left += 1
                continue
        yield line
    if left:
        yield f"(and {left} names more)"


def _printed(cell: Cell, limit: int) -> str:
    text = placeless(outputs_text(cell.outputs, limit))
    return f"\n--- output\n{text}" if text else ""


def headings(starter: str) -> dict[str, bool]:
    """The files of which a starter's outline tells, and whether it shows them whole."""
    lines = [line.removeprefix(FILE) for line in starter.splitlines() if line.startswith(FILE)]
    return {line.removesuffix(WHOLE): line.endswith(WHOLE) for line in lines}


def starter_outline(workspace: Workspace, limit: int, *, calls: bool = True) -> str:
    """The starter's short files whole, the shortest first to be, as far as half of `limit` characters has
    room for them; of the others what they declare, whole lines within `limit`."""
    sources: dict[str, str] = {}
    for path in [path for path in workspace.files() if path.endswith(TEXTS)][:OUTLINED]:
        with contextlib.suppress(WorkspaceError):  # too large, or no text
            sources[path] = workspace.read(path)
    whole: set[str] = set()
    room = limit // 2
    for path in sorted(sources, key=lambda path: len(sources[path])):
        room -= len(sources[path])
        if room >= 0 and len(sources[path]) <= SHORT and not _PRIVATE.search(path):
            whole.add(path)
    declared = [
        f"{FILE}{path}{WHOLE}\n{source.rstrip()}"
        if path in whole
        else f"{FILE}{path}\n{outline(source, calls=calls)}".rstrip()
        for path, source in sorted(sources.items(), key=lambda item: item[0] not in whole)
        if path in whole or path.endswith(".py")
    ]
    text = "\n\n".join(declared)
    if len(text) <= limit:
        return text
    return text[:limit].rpartition("\n")[0] + "\n… (more: read_file shows it)"
