"""A file is replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

from rca_kernel.errors import HostError


def write_atomically(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write beside the file, then put it in its place; `replace=False` refuses an existing one.

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
