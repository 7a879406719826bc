"""The folder with the starter code: files under one root, with checkpoints and diffs."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path

from rca_kernel.errors import WorkspaceError
from rca_kernel.workspace.journal import FileChange, Journal
from rca_kernel.workspace.writing import keep_checkpoint, write_text

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
        self._journal: Journal | None = None

    def keep_in(self, journal: Journal) -> None:
        """Note every change in `journal` from now on; what it holds of earlier ones can be undone too."""
        self._journal = journal
        kept = (one for one in journal if isinstance(one, FileChange) and self._may_hold(one.path))
        self.changes = [Change(one.path, one.before, one.after) for one in kept if one.after is not None]

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

    def file(self, path: str) -> Path:
        """Where an existing file stands; a missing one names the nearest."""
        file = self._inside(path)
        if not file.is_file():
            near = difflib.get_close_matches(path, self.files(), 3, 0.4)
            hint = f"Nearest: {', '.join(near)}." if near else "List the files first."
            raise WorkspaceError(f"No such file: {path!r}.", hint=hint)
        return file

    def read(self, path: str) -> str:
        file = self.file(path)
        if file.stat().st_size > SIZE_LIMIT:
            raise WorkspaceError(
                f"{path!r} is larger than {SIZE_LIMIT:,} bytes.", hint="Read it from a cell."
            )
        try:
            return file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise WorkspaceError(f"{path!r} is not a text file.", hint="Read it from a cell.") from None
        except OSError as error:
            why = error.strerror or error
            raise WorkspaceError(f"{path!r} cannot be read: {why}.", hint="Check its permissions.") from error

    def write(self, path: str, text: str) -> Change:
        """Write a whole file; the old text is kept."""
        file = self._writable(path)
        path = self._name(file)
        before = self.read(path) if file.exists() else None
        change = Change(path, before, text)
        if before is not None:
            keep_checkpoint(self.root, path, before)
        write_text(file, text)
        self.changes.append(change)
        self._note(change.path, before, text)
        return change

    def append(self, path: str, text: str) -> Change:
        """Add `text` below what the file holds, beginning on a line of its own."""
        return self.write(path, self.appended(path, text))

    def appended(self, path: str, text: str) -> str:
        """What `append` would make of the file."""
        before = self.text_of(path) or ""
        parting = "\n" if before and not before.endswith("\n") else ""
        return before + parting + text

    def text_of(self, path: str) -> str | None:
        """The file's text; None where there is no file."""
        return self.read(path) if self._inside(path).exists() else None

    def copy(self, path: str, to: str) -> Change:
        """Copy a text file to a path where there is none."""
        if self._inside(to).exists():
            raise WorkspaceError(f"{to!r} exists already.", hint="Copy to another path, or write the file.")
        return self.write(to, self.read(path))

    def replace(self, path: str, old: str, new: str) -> Change:
        """Replace one piece that occurs exactly once."""
        return self.write(path, self.replaced(path, old, new))

    def replaced(self, path: str, old: str, new: str) -> str:
        """What `replace` would make of the file."""
        text = self.read(path)
        count = text.count(old) if old else 0
        if count != 1:
            what = "does not occur" if count == 0 else f"occurs {count} times"
            raise WorkspaceError(
                f"The piece to replace {what} in {path!r}.", hint="Read the file and give a unique piece."
            )
        return text.replace(old, new)

    def replace_lines(
        self, path: str, first: int, last: int, text: str, *, expected_first_line: str = ""
    ) -> Change:
        """Replace lines `first` to `last` (counted from 1, both included); trailing blanks do not count
        in the comparison with `expected_first_line`."""
        after = self.with_lines(path, first, last, text, expected_first_line=expected_first_line)
        return self.write(path, after)

    def with_lines(
        self, path: str, first: int, last: int, text: str, *, expected_first_line: str = ""
    ) -> str:
        """What `replace_lines` would make of the file."""
        lines = self.read(path).splitlines(keepends=True)
        if not 1 <= first <= last <= len(lines):
            raise WorkspaceError(
                f"{path!r} has {len(lines)} lines; {first} to {last} is no part of it.",
                hint="Read the file for its line numbers.",
            )
        stands = lines[first - 1].rstrip()
        if expected_first_line and stands != expected_first_line.rstrip():
            raise WorkspaceError(
                f"Line {first} of {path!r} is {stands!r}, not {expected_first_line.rstrip()!r}.",
                hint="Read the file again: its lines may have moved.",
            )
        if text and not text.endswith("\n") and lines[last - 1].endswith("\n"):
            text += "\n"
        return "".join([*lines[: first - 1], text, *lines[last:]])

    def undo(self, path: str) -> Change:
        """Bring a file back to what it was before its last change."""
        path = self._name(self._inside(path))
        for index in range(len(self.changes) - 1, -1, -1):
            change = self.changes[index]
            if change.path != path:
                continue
            now = self.text_of(path)
            self.put_back(path, change.before)
            self._note(path, now, change.before)
            return self.changes.pop(index)
        raise _unchanged(path)

    def put_back(self, path: str, text: str | None) -> None:
        """Make a file what it was; None: it was not there."""
        file = self._writable(path)
        if text is not None:
            write_text(file, text)
            return
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            why = error.strerror or error
            raise WorkspaceError(f"{path!r} cannot be removed: {why}.", hint="Remove it by hand.") from error

    def before_last(self, path: str) -> str | None:
        """What a file was before its last change; None where there was none. WorkspaceError if unchanged."""
        path = self._name(self._inside(path))
        for change in reversed(self.changes):
            if change.path == path:
                return change.before
        raise _unchanged(path)

    def changed(self) -> tuple[str, ...]:
        """Paths of the files that this session changed, in the order of their first change."""
        return tuple(dict.fromkeys(change.path for change in self.changes))

    def since_start(self, path: str) -> Change:
        """From what a changed file was when the session first touched it to what it is now."""
        file = self._inside(path)
        path = self._name(file)
        for change in self.changes:
            if change.path == path:
                return Change(path, change.before, self.read(path) if file.exists() else "")
        raise WorkspaceError(
            f"{path!r} has not been changed in this session.",
            hint=f"Changed files: {', '.join(self.changed()) or 'none'}.",
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
        try:
            resolved = (self.root / path).resolve()
            resolved.exists()
        except (OSError, ValueError, RuntimeError) as error:  # too long, NUL or a surrogate, links in a ring
            raise WorkspaceError(
                f"{path[:200]!r} cannot be looked at: {error}.", hint="List the files, and name one of them."
            ) from None
        if not resolved.is_relative_to(self.root):
            raise WorkspaceError(
                f"{path!r} lies outside the starter code's folder.", hint="Use a path inside it."
            )
        return resolved

    def _writable(self, path: str) -> Path:
        """Where a file may be written, or put back as a journal has it, which anybody may have made."""
        file = self._inside(path)
        if file.suffix.lower() == ".ipynb":
            raise WorkspaceError("Notebooks are changed cell by cell, never as files.", hint="Edit cells.")
        if HIDDEN.intersection(part.lower() for part in file.relative_to(self.root).parts):
            raise WorkspaceError(f"{path!r} lies in a hidden folder.", hint="Write elsewhere.")
        return file

    def _may_hold(self, path: str) -> bool:
        try:
            return self._name(self._writable(path)) == path
        except WorkspaceError:
            return False

    def _name(self, file: Path) -> str:
        """One spelling for one file: relative to the root, links followed."""
        return file.relative_to(self.root).as_posix()

    def _note(self, path: str, before: str | None, after: str | None) -> None:
        if self._journal is not None:
            self._journal.add(FileChange(self._journal.step, path, before, after))


def _unchanged(path: str) -> WorkspaceError:
    return WorkspaceError(f"{path!r} has not been changed in this session.", hint="There is nothing to undo.")
