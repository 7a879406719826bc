"""All files of a folder as one JSON value, and a folder made of it again."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from rca_kernel.errors import WorkspaceError
from rca_kernel.workspace.workspace import SIZE_LIMIT, Workspace

Snapshot: TypeAlias = dict[str, dict[str, str]]
"""Relative path → {"text": …}, or {"base64": …} for what is not UTF-8."""
TOTAL_LIMIT = 10 * SIZE_LIMIT
"""Bytes of all files together; a larger folder is not kept."""


def take(workspace: Workspace) -> Snapshot | None:
    """The files as they stand; None where one of them, or all together, are too large to be kept."""
    found = {name: workspace.root / name for name in workspace.files()}
    files = {
        name: file
        for name, file in found.items()
        if file.is_file() and file.resolve().is_relative_to(workspace.root)  # no link to what is elsewhere
    }
    sizes = [file.stat().st_size for file in files.values()]
    if max(sizes, default=0) > SIZE_LIMIT or sum(sizes) > TOTAL_LIMIT:
        return None
    return {name: _kept(file.read_bytes()) for name, file in files.items()}


def put(snapshot: Mapping[str, Any], folder: Path) -> None:
    """Write the files into `folder`, which is made; WorkspaceError where the snapshot is damaged or names
    a file outside it."""
    for name, kept in snapshot.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or ":" in name or "\\" in name:
            raise WorkspaceError(
                f"The recorded starter code names {name!r}, which lies outside its folder.",
                hint="Nothing of it is written. Record the session again.",
            )
        data = _bytes(name, kept)
        try:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        except (OSError, ValueError) as error:
            raise WorkspaceError(
                f"The recorded file {name[:200]!r} cannot be written: {error}.",
                hint="Choose another output with -o, or record the session again.",
            ) from error


def _kept(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _bytes(name: str, kept: Any) -> bytes:
    match kept:
        case {"text": str(text)}:
            return text.encode("utf-8", "surrogatepass")
        case {"base64": str(text)}:
            try:
                return base64.b64decode(text, validate=True)
            except binascii.Error:
                pass
    raise WorkspaceError(
        f"The recorded starter code is damaged at {name!r}.", hint="Record the session again."
    )
