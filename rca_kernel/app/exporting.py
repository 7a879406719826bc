"""The work of a notebook outside it: a Python module with its tests, and an audit pack."""

from __future__ import annotations

import hashlib
import io
import json
import keyword
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rca_kernel.app.modules import divided, main_block
from rca_kernel.app.sources import as_function, as_module_level, plain_source
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import HostError
from rca_kernel.memory import Memory, ResearchLog, encode
from rca_kernel.notebook import Cell, counted
from rca_kernel.notebook.dependencies import dependents, names_of
from rca_kernel.notebook.files import write_atomically
from rca_kernel.plan import as_text
from rca_kernel.verify import coverage_markdown, examine, summary_text

ASSERTS = re.compile(r"^\s*(?:assert\b|(?:\w+\.)*assert_\w+\()", re.MULTILINE)
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an audit pack: the same work gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were written, and what went into them."""

    files: tuple[Path, ...]
    cells: int
    checks: int
    lost: tuple[Requirement, ...] = ()

    def line(self) -> str:
        names = ", ".join(path.name for path in self.files)
        said = f"Wrote {names}: {counted(self.cells, 'code cell')}, {counted(self.checks, 'check')}."
        warned = [f"Not verified now: {item.title}: {item.note}" for item in self.lost]
        return "\n".join([said, *warned])


def default_name(memory: Memory) -> str:
    """A module name for the passage."""
    slug = re.sub(r"\W+", "_", memory.paper.target.lower()).strip("_")[:60].strip("_") or "passage"
    return f"section_{slug}" if slug[0].isdigit() or keyword.iskeyword(slug) else slug


def export_work(
    cells: Sequence[Cell], memory: Memory, path: str | Path, *, audit: bool = False, force: bool = False
) -> Exported:
    """An audit pack where one is asked for or `path` ends in .zip, else a module with its tests; without
    a path, named after the passage."""
    file = Path(path or f"{default_name(memory)}{'.zip' if audit else '.py'}")
    write = export_audit if audit or file.suffix == ".zip" else export_module
    return write(cells, memory, file, force=force)


def export_module(cells: Sequence[Cell], memory: Memory, path: Path, *, force: bool = False) -> Exported:
    """The code that the agents wrote as the module `path`, and its checks as tests beside it."""
    if path.suffix != ".py" or not path.stem.isidentifier():
        raise HostError(f"{path.name!r} is no name of a module.", hint="Give one such as method.py.")
    memory, lost = _examined(cells, memory)
    code, checks = _divided(cells, memory)
    if not code:
        raise HostError("The notebook holds no code of a step that is done.", hint="Implement first.")
    tests = path.with_name(f"test_{path.stem}.py")
    _refuse([path, *([tests] if checks else [])], force)
    _write(path, module_source(code, memory, checks))
    if checks:
        _write(tests, tests_source(checks, code, path.stem))
    return Exported((path, tests) if checks else (path,), len(code), len(checks), lost)


def module_source(code: Sequence[Cell], memory: Memory, checks: Sequence[Cell] = ()) -> str:
    """What the cells define, in the notebook's order, each below the requirements that it serves; what
    only draws or tries runs where the module is run as a script."""
    title = _line(memory.paper.title) or "a paper"
    head = f'"""{_line(memory.paper.target)} of {title}, implemented cell by cell in a notebook."""\n'
    parts = [head.replace("\\", "\\\\")]
    found = divided(code, checks)
    for cell, source in zip(code, found.definitions, strict=True):
        if not source.strip():
            continue
        served = cell.note.requirements if cell.note is not None else ()
        known = [memory.contract[id] for id in served if id in memory.contract]
        parts.append(
            "".join(f"# {_line(item.title)} [{_status(item)}]\n" for item in known) + source.strip("\n")
        )
    parts += [block] if (block := main_block(found.trials)) else []
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def tests_source(checks: Sequence[Cell], code: Sequence[Cell], module: str) -> str:
    """Each check cell as one test, on the names of the module."""
    theirs = {name for cell in code for name in names_of(cell.source).assigns}
    made = [(f"test_check_{number}", plain_source(cell.source)) for number, cell in enumerate(checks, 1)]
    tests = [
        as_function(name, source, theirs) or as_module_level(name, source, module) for name, source in made
    ]
    needed = [f"import {module}"] if any(f"vars({module})" in test for test in tests) else []
    head = "\n".join([*needed, f"from {module} import *  # noqa: F403"])
    parts = [f'"""Checks of {module} against the paper."""', head]
    parts += [f"\n{test}" for test in tests]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def export_audit(cells: Sequence[Cell], memory: Memory, path: Path, *, force: bool = False) -> Exported:
    """Contract, plan, log, coverage and sources in one archive, with a digest of each."""
    if path.suffix != ".zip":
        raise HostError(f"{path.name!r} is no name of an archive.", hint="Give one that ends in .zip.")
    _refuse([path], force)
    memory, lost = _examined(cells, memory)
    code, checks = _divided(cells, memory)
    block = encode(memory)
    files = {
        "contract.json": json.dumps(block["contract"], ensure_ascii=False, indent=1),
        "plan.txt": as_text(memory.plan, findings=True),
        "log.jsonl": "\n".join(json.dumps(entry, ensure_ascii=False) for entry in block["log"]),
        "sessions.json": json.dumps(block["sessions"], ensure_ascii=False, indent=1),
        "coverage.md": coverage_markdown(memory.contract, tuple(cells), memory.paper.target),
        "summary.txt": summary_text(memory, None, memory.paper.target),
        **{_entry(number, cell): cell.source for number, cell in enumerate(code + checks, 1)},
    }
    manifest = {"paper": block["paper"], "sha256": {name: _digest(text) for name, text in files.items()}}
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, STAMP), text.encode("utf-8", "replace"))
    write_atomically(path, packed.getvalue())
    return Exported((path,), len(code), len(checks), lost)


def _examined(cells: Sequence[Cell], memory: Memory) -> tuple[Memory, tuple[Requirement, ...]]:
    """The memory as the notebook bears it out now, and what is verified no longer; the given one stays."""
    now = replace(memory, contract=Contract(memory.contract), log=ResearchLog(memory.log))
    examine(now, cells, None)
    return now, now.contract.lost()


def _status(item: Requirement) -> str:
    return f"not verified now: {_line(item.note)}" if item.lost else item.status


def _divided(cells: Sequence[Cell], memory: Memory) -> tuple[list[Cell], list[Cell]]:
    """Code and checks of the steps that are done: what asserts, and what verified a requirement and
    defines nothing that another cell uses."""
    done = {id for step in memory.plan.leaves() if step.state == "done" for id in step.cells}
    ours = [cell for cell in cells if cell.id in done and cell.kind == "code" and cell.source.strip()]
    proofs = {item.cells[-1] for item in memory.contract if item.status == "verified" and item.cells}
    checks = [
        cell
        for cell in ours
        if ASSERTS.search(cell.source) or (cell.id in proofs and not dependents(ours, cell.id))
    ]
    return [cell for cell in ours if cell not in checks], checks


def _entry(number: int, cell: Cell) -> str:
    """A file name in the archive; the id stands in a notebook that anybody may have written."""
    return f"cells/{number:03d}-{re.sub(r'[^A-Za-z0-9_-]', '_', cell.id)}.py"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _line(text: str) -> str:
    return " ".join(text.split()).replace('"""', "'''")


def _refuse(paths: Sequence[Path], force: bool) -> None:
    for path in paths:
        if path.exists() and not force:
            raise HostError(
                f"{path.name!r} exists already; it is kept.", hint="Choose another name, or --force."
            )


def _write(path: Path, text: str) -> None:
    write_atomically(path, text.encode("utf-8", "replace"))
