"""A file is replaced whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import time
import uuid
import warnings
from collections.abc import Callable
from pathlib import Path

from rca_kernel.errors import HostError


class Pace:
    """Has a file written at each change as long as that takes a small `share` of the time; quick changes
    of a large file are written together, a moment later. Used on one event loop."""

    def __init__(self, write: Callable[[], None], share: float = 0.1) -> None:
        self._write = write
        self._share = share
        self._rest_until = 0.0
        self._later: asyncio.TimerHandle | None = None

    def changed(self) -> None:
        """Write now, or at the end of the rest that the last write is worth."""
        rest = self._rest_until - time.monotonic()
        if rest <= 0:
            self._write()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(rest, self._write_late)

    def written(self, begun: float) -> None:
        """A write that began at `begun`, in seconds of the monotonic clock, has ended."""
        now = time.monotonic()
        self._rest_until = now + (now - begun) / self._share
        self.forget()

    def forget(self) -> None:
        """What waits to be written is not."""
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def flush(self) -> None:
        """Write what waits to be written."""
        if self._later is not None:
            self._write_late()

    def _write_late(self) -> None:
        self._later = None
        with contextlib.suppress(HostError):  # the next write, which somebody waits for, says it
            self._write()


class Held:
    """What a file held when it was last read or written here, so that others' changes are noticed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.seen()

    def seen(self) -> None:
        """The file as it stands now is known."""
        self._stamp, self._digest = self._look(), self._content()

    def changed(self) -> bool:
        """Whether somebody else has written the file since; one that is gone has no changes."""
        stamp = self._look()
        if stamp is None or stamp == self._stamp:
            return False
        return self._content() != self._digest

    def keep_theirs(self) -> None:
        """Copy what somebody else wrote beside the file, before it is replaced, and say so."""
        if not self.changed():
            return
        beside = self._path.with_name(f"{self._path.stem}-yours-{uuid.uuid4().hex[:8]}{self._path.suffix}")
        write_atomically(beside, self._path.read_bytes(), replace=False)
        said = (
            f"{self._path.name} was changed while the session worked: your version is kept as {beside.name}"
        )
        warnings.warn(said, stacklevel=2)

    def _look(self) -> tuple[int, int] | None:
        with contextlib.suppress(OSError):
            found = self._path.stat()
            return found.st_mtime_ns, found.st_size
        return None

    def _content(self) -> bytes:
        with contextlib.suppress(OSError):
            return hashlib.sha256(self._path.read_bytes()).digest()
        return b""


def write_atomically(path: Path, data: bytes, *, replace: bool = True, durable: bool = True) -> None:
    """Write beside the file, then put it in its place; `replace=False` refuses an existing one.

    `durable` waits for the disk, so that it outlives the machine too and not this process alone.

    Raises HostError; the former file is then untouched.
    """
    if not path.parent.is_dir():
        raise HostError(
            f"{path.name} cannot be written: the folder {path.parent.name!r} does not exist.",
            hint="Create the folder, or choose another place.",
        )
    if path.exists() and not replace:
        raise HostError(
            f"{path.name} exists and is kept.", hint="Choose another name, or ask to overwrite it."
        )
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        if path.exists():
            os.chmod(beside, path.stat().st_mode & 0o7777)
        os.replace(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise HostError(
            f"{path.name} cannot be written: {error.strerror or error}.",
            hint="Check the folder's permissions and the free space.",
        ) from error
