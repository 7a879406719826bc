"""Archives of a paper's source, unpacked where nothing in them can reach outside."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Loss, Paper

MAX_ARCHIVE = 200 * 1024 * 1024
MAX_MEMBERS = 5_000
MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 400
RATIO_FROM = 16 * 1024 * 1024
SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".gz")
_CHUNK = 1 << 16
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".eps", ".ps", ".svg", ".tif", ".tiff", ".bmp", ".mp4", ".webp",
             ".mov", ".ttf", ".otf", ".npy", ".npz", ".pt", ".zip", ".gz")  # fmt: skip
# RuntimeError is also what a zip pressed in a way unknown to zipfile raises.
_READ_ERRORS = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError,
                gzip.BadGzipFile)  # fmt: skip


def is_archive(head: bytes) -> bool:
    """Whether the first bytes (512 or more) of a file are those of an archive that can be read."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or _is_tar(head)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, tuple[Loss, ...]]]:
    """The archive's files in a temporary folder, and what was not unpacked. Raises PaperError."""
    size = path.stat().st_size
    if size > MAX_ARCHIVE:
        raise PaperError(
            f"{path.name} is larger than {MAX_ARCHIVE // 2**20} MB.", hint="Give the paper's source alone."
        )
    with tempfile.TemporaryDirectory(prefix="rca-paper-") as folder:
        unpacking = _Unpacking(path, Path(folder).resolve(), size)
        try:
            unpacking.run()
        except _READ_ERRORS as error:
            raise PaperError(
                f"{path.name} is damaged or not an archive that can be read ({error}).",
                hint="Download it again, or unpack it yourself and give the folder.",
            ) from error
        yield unpacking.folder, tuple(unpacking.losses)


def with_losses(paper: Paper, losses: tuple[Loss, ...]) -> Paper:
    """The paper with these losses told first."""
    if not losses:
        return paper
    return replace(paper, health=replace(paper.health, losses=(*losses, *paper.health.losses)))


class Readable(Protocol):
    """What can be read in chunks."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class _Unpacking:
    """One archive being unpacked, with what it has cost so far."""

    path: Path
    folder: Path
    size: int
    losses: list[Loss] = field(default_factory=list)
    spent: int = 0
    members: int = 0

    def run(self) -> None:
        with self.path.open("rb") as file:
            head = file.read(512)
            file.seek(0)
            if head.startswith(b"PK"):
                self._zip(file)
            elif head.startswith(b"\x1f\x8b"):
                with gzip.GzipFile(fileobj=file) as inner:
                    self._plain_or_tar(inner)
            elif head.startswith(b"BZh"):
                with bz2.BZ2File(file) as inner:
                    self._plain_or_tar(inner)
            elif head.startswith(b"\xfd7zXZ"):
                with lzma.LZMAFile(file) as inner:
                    self._plain_or_tar(inner)
            else:
                self._plain_or_tar(file)

    def _zip(self, file: IO[bytes]) -> None:
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                self._count()
                kind = (entry.external_attr >> 16) & 0o170000
                if kind not in (0, 0o100000, 0o040000):
                    self._skip(entry.filename, "a link or a device, which is not unpacked")
                elif entry.flag_bits & 1:
                    raise PaperError(f"{self.path.name} is encrypted.", hint="Unpack it and give the folder.")
                elif (place := self._place(entry.filename)) is not None and not entry.is_dir():
                    with archive.open(entry) as member:
                        self._write(_Counted(self, b"", member), place)

    def _plain_or_tar(self, inner: Readable) -> None:
        """A tar, or a single compressed file, as arXiv hands out papers of one file."""
        head = inner.read(512)
        whole = _Counted(self, head, inner)
        if _is_tar(head):
            self._tar(whole)
        elif head.startswith(b"%PDF"):
            self._copy(whole, self.folder / "paper.pdf")
        elif head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
            self._copy(whole, self.folder / "paper.html")
        else:
            stem = self.path.name.removesuffix(".gz").removesuffix(".tex") or "paper"
            self._copy(whole, self.folder / f"{stem}.tex")

    def _tar(self, file: _Counted) -> None:
        with tarfile.open(fileobj=file, mode="r|") as archive:
            for entry in archive:
                self._count()
                if not (entry.isreg() or entry.isdir()):
                    self._skip(entry.name, "a link or a device, which is not unpacked")
                elif (place := self._place(entry.name)) is None or entry.isdir():
                    continue
                elif member := archive.extractfile(entry):
                    self._write(member, place)

    def _count(self) -> None:
        self.members += 1
        if self.members > MAX_MEMBERS:
            raise PaperError(
                f"{self.path.name} holds more than {MAX_MEMBERS} files.",
                hint="Unpack it yourself and give the folder of the paper.",
            )

    def _place(self, name: str) -> Path | None:
        """Where a member goes, None for a picture; a name that leads out of the folder is refused."""
        clean = name.replace("\\", "/")
        parts = PurePosixPath(clean).parts
        if clean.startswith("/") or ".." in parts or "\x00" in clean or (parts and ":" in parts[0]):
            raise PaperError(
                f"{self.path.name} is refused: its member {name[:80]!r} would be written outside its folder.",
                hint="A paper's archive has no such member. Do not trust it, or unpack it with care.",
            )
        if (
            not parts
            or clean.lower().endswith(_PICTURES)
            or any(part.startswith("__MACOSX") for part in parts)
        ):
            return None
        if len(clean) > 400 or len(parts) > 20:
            self._skip(name, "its name is too long")
            return None
        return self.folder.joinpath(*parts)

    def _skip(self, name: str, why: str) -> None:
        if len(self.losses) < 20:
            self.losses.append(Loss(f"member {name[:80]}", why))

    def _write(self, member: Readable, place: Path) -> None:
        if place.exists() or not place.resolve().is_relative_to(self.folder):
            self._skip(place.name, "a second member of the same name")
            return
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError:  # a folder where another member is a file
            self._skip(place.name, "its folder is the name of a file")
            return
        self._copy(member, place)

    def _copy(self, source: Readable, place: Path) -> None:
        with place.open("xb") as out:
            while chunk := source.read(_CHUNK):
                out.write(chunk)

    def charge(self, size: int) -> None:
        self.spent += size
        bomb = self.spent > RATIO_FROM and self.spent > MAX_RATIO * max(self.size, 1)
        if self.spent > MAX_UNPACKED or bomb:
            raise PaperError(
                f"{self.path.name} is refused: it unpacks to more than "
                f"{min(self.spent, MAX_UNPACKED) >> 20} MB from {max(self.size >> 10, 1)} KB.",
                hint="This looks like a zip bomb. If it is the paper, unpack it and give the folder.",
            )


class _Counted(io.RawIOBase):
    """A stream behind the bytes already read from it; all that is read is charged."""

    def __init__(self, unpacking: _Unpacking, head: bytes, rest: Readable) -> None:
        self._unpacking = unpacking
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        wanted = _CHUNK if size is None or size < 0 else size
        if self._head:
            data, self._head = self._head[:wanted], self._head[wanted:]
        else:
            data = self._rest.read(wanted)
        self._unpacking.charge(len(data))
        return data
