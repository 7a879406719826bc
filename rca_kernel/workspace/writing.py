"""Text files of the starter code written whole, and what they held before kept beside them."""

from __future__ import annotations

import re
from pathlib import Path

from rca_kernel.errors import HostError, WorkspaceError
from rca_kernel.notebook.files import write_atomically

CHECKPOINTS = 200
"""Old texts kept in the folder, the newest."""
_NUMBERED = re.compile(r"\d{6}-")


def write_text(file: Path, text: str) -> None:
    """A file whose lines end in CR LF keeps them."""
    try:
        if file.is_file() and _ends_in_crlf(file.read_bytes()):
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        data = text.encode("utf-8")
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, data)
    except UnicodeEncodeError:
        raise WorkspaceError(
            f"The text for {file.name!r} holds half a character, which UTF-8 cannot hold.",
            hint="Write it again without lone surrogates.",
        ) from None
    except (OSError, HostError) as error:
        what = error.message if isinstance(error, HostError) else f"{file.name!r} cannot be written: {error}."
        raise WorkspaceError(what, hint="Check the folder's permissions and the free space.") from error


def keep_checkpoint(root: Path, path: str, text: str) -> None:
    """Keep what `path` held, numbered, in a folder that is no link; the oldest make room."""
    folder = root / ".rca" / "checkpoints"
    if folder.resolve() != folder:
        raise WorkspaceError("'.rca' of the starter code is a link.", hint="Remove it, then go on.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = sorted(file for file in folder.iterdir() if _NUMBERED.match(file.name))
        for old in kept[: max(0, len(kept) - CHECKPOINTS + 1)]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"No checkpoint can be kept, so nothing is written: {error.strerror or error}.",
            hint="Check the permissions of the starter code's folder.",
        ) from error
    number = int(kept[-1].name[:6]) + 1 if kept else 1
    name = path.replace("/", "__").encode("utf-8", "replace")[-180:].decode("utf-8", "ignore")
    write_text(folder / f"{number:06d}-{name}", text)


def _ends_in_crlf(data: bytes) -> bool:
    return 0 < data.count(b"\n") == data.count(b"\r\n")
