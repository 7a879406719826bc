"""The papers beside one that is not where it was looked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

DEPTH = 2
"""Folders are looked into so many levels deep."""
MOST = 2000
"""Entries that are looked at in all."""
NAMED = 3
SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "build", "dist"})


def what_is_there(path: Path, suffixes: tuple[str, ...]) -> str:
    """A hint in place of the missing `path`: names like it, then papers, .tex and .pdf first."""
    folder = path.parent
    where = "the folder you are in" if str(folder) == "." else f"{folder}/"
    if not folder.is_dir():
        return f"The folder {folder} does not exist either."
    folders, papers = _found(folder, suffixes)
    names = {Path(name).name: name for name in reversed([*folders, *papers])}
    near = [names[name] for name in get_close_matches(path.name, list(names), NAMED, 0.5)]
    papers.sort(key=lambda name: not name.lower().endswith((".tex", ".pdf")))
    if shown := [*dict.fromkeys([*near, *papers])][:NAMED]:
        return f"In {where} there is: {', '.join(shown)}."
    return f"{'The folder you are in' if str(folder) == '.' else where} holds no paper."


def _found(folder: Path, suffixes: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The folders in `folder`; the papers in it and in those, the near ones first; both by paths from it."""
    folders: list[str] = []
    papers: list[str] = []
    for count, (depth, entry, names) in enumerate(_entries(folder)):
        if count >= MOST:
            break
        name = Path(entry.path).relative_to(folder).as_posix()
        if entry.is_dir(follow_symlinks=False):
            folders += [name] if depth == 0 else []
        elif name.lower().endswith(suffixes) and f"{Path(name).stem}.ipynb" not in names:
            papers.append(name)  # not what was exported from the notebook beside it
    return folders, papers


def _entries(folder: Path) -> Iterator[tuple[int, os.DirEntry[str], frozenset[str]]]:
    """Each entry with how deep it lies and the names beside it, level by level."""
    level = [folder]
    for depth in range(DEPTH + 1):
        below: list[Path] = []
        for one in level:
            try:
                entries = sorted(os.scandir(one), key=lambda entry: entry.name)
            except OSError:
                continue
            names = frozenset(entry.name for entry in entries)
            shown = [
                entry for entry in entries if not entry.name.startswith(".") and entry.name not in SKIPPED
            ]
            yield from ((depth, entry, names) for entry in shown)
            below += [Path(entry.path) for entry in shown if entry.is_dir(follow_symlinks=False)]
        level = below
