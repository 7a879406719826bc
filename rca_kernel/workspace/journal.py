"""What the agents changed in cells and files, step by step, so that it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from rca_kernel.errors import HostError
from rca_kernel.notebook import CellKind
from rca_kernel.notebook.files import write_atomically

KINDS = get_args(CellKind)
SIZE_CAP = 4_000_000
"""Bytes that a kept journal may take; beyond it the oldest changes can no longer be taken back."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell before and after (None: it was not there). `above` is the cell above it when it was deleted."""

    step: str
    cell_id: str
    kind: CellKind
    before: str | None
    after: str | None
    above: str = ""
    persona: str = "coder"
    attempt: int = 1
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of the workspace before and after (None: it was not there)."""

    step: str
    path: str
    before: str | None
    after: str | None


Entry = CellChange | FileChange


class Journal:
    """Changes in the order they were made; kept in `file` where there is one."""

    def __init__(self, entries: Iterable[Entry] = (), *, file: Path | None = None) -> None:
        self._entries = list(entries)
        self._met: set[str] = set()
        self._amended: list[str] = []
        self._note(self._entries)
        self.file = file
        self.step = ""
        """The step that works now."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        if entry.before != entry.after:
            self._entries.append(entry)
            self._note((entry,))

    def last_of(self, cell_id: str) -> CellChange | None:
        """The last change of a cell."""
        changes = (one for one in self._entries if isinstance(one, CellChange) and one.cell_id == cell_id)
        return next(reversed(list(changes)), None)

    def amended(self) -> tuple[str, ...]:
        """The cells that were there before they were first changed: not an agent's but the user's own."""
        return tuple(self._amended)

    def _note(self, entries: Iterable[Entry]) -> None:
        """Kept as they come: each telling of a session asks for it."""
        for one in entries:
            if isinstance(one, CellChange) and one.cell_id not in self._met:
                self._met.add(one.cell_id)
                if one.before is not None:
                    self._amended.append(one.cell_id)

    def since(self, step: str) -> list[Entry]:
        """Everything from the first change of `step` on; empty where it changed nothing."""
        first = next((n for n, one in enumerate(self._entries) if one.step == step), None)
        return self._entries[first:] if first is not None else []

    def drop(self, entries: Iterable[Entry]) -> None:
        """Forget changes that were taken back."""
        gone = {id(entry) for entry in entries}
        self._entries = [entry for entry in self._entries if id(entry) not in gone]
        self._met.clear()
        self._amended.clear()
        self._note(self._entries)

    def save(self) -> None:
        """Write it; a folder that cannot be written loses only what could be taken back after a restart."""
        if self.file is None:
            return
        lines = [json.dumps(_json(entry), ensure_ascii=False) for entry in self._entries]
        size, kept = 0, []
        for line in reversed(lines):
            size += len(line.encode("utf-8", "surrogatepass")) + 1
            if size > SIZE_CAP:
                break
            kept.append(line)
        text = "\n".join(reversed(kept))
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.file, text.encode("utf-8", "surrogatepass"))
        except (OSError, HostError):
            return


def load_journal(file: Path) -> Journal:
    """The journal kept in `file`; an empty one where there is none or it is damaged."""
    try:
        lines = file.read_text(encoding="utf-8", errors="surrogatepass").split("\n")
        return Journal((_entry(json.loads(line)) for line in lines if line), file=file)
    except (OSError, ValueError, TypeError, KeyError):
        return Journal(file=file)


def _json(entry: Entry) -> dict[str, Any]:
    return {"of": "cell" if isinstance(entry, CellChange) else "file", **asdict(entry)}


def _entry(item: dict[str, Any]) -> Entry:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in item.items()
    }
    of = values.pop("of")
    entry = CellChange(**values) if of == "cell" else FileChange(**values)
    texts = [entry.step, entry.before or "", entry.after or ""]
    if isinstance(entry, CellChange):
        texts += [entry.cell_id, entry.above, entry.persona, *entry.requirements]
    else:
        texts.append(entry.path)
    if not all(isinstance(text, str) for text in texts) or values.get("kind", "code") not in KINDS:
        raise TypeError(of)
    return entry
