"""A file that holds up whoever wants its lock, until a test lifts it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Barrier:
    """`lift` may be called again; who comes later is not held up."""

    name: str
    _file: IO[str]

    def lift(self) -> None:
        self._file.seek(0)
        self._file.write(LIFTED)
        self._file.flush()
        fcntl.flock(self._file, fcntl.LOCK_UN)


@contextmanager
def barrier_at(path: Path) -> Iterator[Barrier]:
    """Down until it is lifted, or the test ends in any way."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield Barrier(path.name, file)
