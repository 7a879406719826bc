"""The folder with the starter code: files under one root, with checkpoints and diffs."""

from __future__ import annotations

import difflib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rca_kernel.errors import WorkspaceError

SIZE_LIMIT = 2_000_000
"""Bytes; larger files are neither read nor edited."""
HIDDEN = frozenset({"__pycache__", "node_modules", ".git", ".ipynb_checkpoints", ".rca"})


@dataclass(frozen=True, slots=True)
class Change:
    """One write: what stood there before (None: nothing)."""

    path: str
    before: str | None
    after: str


class Workspace:
    """Reads and writes text files under `root` and nowhere else; every write can be undone.

    Checkpoints live in `root/.rca/checkpoints`, so that an undo survives the kernel.
    """

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise WorkspaceError(
                f"No such folder: {str(root)!r}.", hint="Give the folder of the starter code."
            )
        self.root = root.resolve()
        self.changes: list[Change] = []

    def files(self, folder: str = ".") -> tuple[str, ...]:
        """Paths of the files below `folder`, relative to the root, without hidden folders."""
        start = self._inside(folder)
        if not start.is_dir():
            raise WorkspaceError(f"No such folder: {folder!r}.", hint="List '.' to see what there is.")
        found = []
        for base, folders, names in os.walk(start):
            folders[:] = sorted(name for name in folders if name not in HIDDEN)
            found += [(Path(base) / name).relative_to(self.root).as_posix() for name in sorted(names)]
        return tuple(found)

    def read(self, path: str) -> str:
        file = self._inside(path)
        if not file.is_file():
            near = difflib.get_close_matches(path, self.files(), 3, 0.4)
            hint = f"Nearest: {', '.join(near)}." if near else "List the files first."
            raise WorkspaceError(f"No such file: {path!r}.", hint=hint)
        if file.stat().st_size > SIZE_LIMIT:
            raise WorkspaceError(
                f"{path!r} is larger than {SIZE_LIMIT:,} bytes.", hint="Read it from a cell."
            )
        try:
            return file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise WorkspaceError(f"{path!r} is not a text file.", hint="Read it from a cell.") from None

    def write(self, path: str, text: str) -> Change:
        """Write a whole file; the old text is kept."""
        file = self._inside(path)
        if file.suffix == ".ipynb":
            raise WorkspaceError("Notebooks are changed cell by cell, never as files.", hint="Edit cells.")
        before = self.read(path) if file.exists() else None
        change = Change(path, before, text)
        self._checkpoint(change)
        _write_atomically(file, text)
        self.changes.append(change)
        return change

    def replace(self, path: str, old: str, new: str) -> Change:
        """Replace one piece that occurs exactly once."""
        text = self.read(path)
        count = text.count(old) if old else 0
        if count != 1:
            what = "does not occur" if count == 0 else f"occurs {count} times"
            raise WorkspaceError(
                f"The piece to replace {what} in {path!r}.", hint="Read the file and give a unique piece."
            )
        return self.write(path, text.replace(old, new))

    def undo(self, path: str) -> Change:
        """Bring a file back to what it was before its last change."""
        for index in range(len(self.changes) - 1, -1, -1):
            change = self.changes[index]
            if change.path != path:
                continue
            file = self._inside(path)
            if change.before is None:
                file.unlink(missing_ok=True)
            else:
                _write_atomically(file, change.before)
            return self.changes.pop(index)
        raise WorkspaceError(
            f"{path!r} has not been changed in this session.", hint="There is nothing to undo."
        )

    def diff(self, change: Change) -> str:
        lines = difflib.unified_diff(
            (change.before or "").splitlines(),
            change.after.splitlines(),
            change.path,
            change.path,
            lineterm="",
        )
        return "\n".join(lines)

    def _inside(self, path: str) -> Path:
        resolved = (self.root / path).resolve()
        if not resolved.is_relative_to(self.root):
            raise WorkspaceError(
                f"{path!r} lies outside the starter code's folder.", hint="Use a path inside it."
            )
        return resolved

    def _checkpoint(self, change: Change) -> None:
        if change.before is None:
            return
        folder = self.root / ".rca" / "checkpoints"
        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.iterdir())) + 1
        name = change.path.replace("/", "__")
        _write_atomically(folder / f"{number:04d}-{name}", change.before)


def _write_atomically(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            if file.exists():
                os.chmod(temporary, file.stat().st_mode)
            else:
                umask = os.umask(0)
                os.umask(umask)
                os.chmod(temporary, 0o666 & ~umask)
            os.replace(temporary, file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WorkspaceError(
            f"{file.name!r} cannot be written: {error.strerror}.", hint="Check the folder."
        ) from error
