"""The files of one LaTeX paper: the main file, what it includes, and nothing outside its folder."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from pathlib import Path

from rca_kernel.adapters.readers.size import refuse_larger
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Loss, Span

MAX_BYTES = 32 * 1024 * 1024
_MAIN_NAMES = ("main", "paper", "ms", "article", "manuscript")
_CLASS = re.compile(r"^[^%\n]*\\document(?:class|style)\b", re.MULTILINE)
_BEGIN = re.compile(r"^[^%\n]*\\begin\s*\{document\}", re.MULTILINE)
_INPUT = re.compile(r"^[^%\n]*\\(?:input|include|subfile)\s*\{([^{}\n]{1,200})\}", re.MULTILINE)
_SUBFILE = re.compile(r"^[^%\n]*\\documentclass\s*\[[^\]]*\]\s*\{(?:subfiles|standalone)\}", re.MULTILINE)


@dataclass(slots=True)
class Sources:
    """Files read so far; token and span file indices point into `names` and `texts`.

    `root` is the folder that nothing may leave, `base` the main file's, from which \\input counts.
    """

    root: Path
    base: Path | None = None
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    read_bytes: int = 0
    lines: dict[int, list[int]] = field(default_factory=dict)

    def load(self, path: Path) -> int:
        """Read one file and return its index. Raises PaperError beyond the size cap."""
        data = _bytes(path)
        self.read_bytes += len(data)
        if self.read_bytes > MAX_BYTES:
            raise PaperError(
                f"The paper is larger than {MAX_BYTES // 2**20} MB of LaTeX.",
                hint="Remove generated data from the .tex files, or read one chapter.",
            )
        name = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name
        text, loss = decode(data, name)
        if loss:
            self.losses.append(loss)
        self.names.append(name)
        self.texts.append(text)
        return len(self.names) - 1

    def included(self, name: str, suffixes: tuple[str, ...] = (".tex", "")) -> Path | None:
        """The file that \\input{name} means, or None; a path outside the folder is None too."""
        name = name.strip().strip('"')
        if not name or "\x00" in name or len(name) > 500:
            return None
        for folder in dict.fromkeys((self.base or self.root, self.root)):
            for suffix in suffixes:
                path = (folder / (name + suffix)).resolve()
                if path.is_relative_to(self.root) and path.is_file():
                    return path
        return None

    def span(self, file: int, start: int, end: int) -> Span:
        return Span(self.names[file], start, max(start, end))

    def line(self, file: int, position: int) -> int:
        if file not in self.lines:
            self.lines[file] = [found.start() for found in re.finditer("\n", self.texts[file])]
        return bisect_left(self.lines[file], position) + 1

    def digest(self) -> str:
        hashed = hashlib.sha256()
        for name, text in zip(self.names, self.texts, strict=True):
            hashed.update(f"{name}\0{text}\0".encode("utf-8", "surrogatepass"))
        return hashed.hexdigest()


def decode(data: bytes, name: str) -> tuple[str, Loss | None]:
    """UTF-8, else Latin-1 with the loss said. Line ends become \\n."""
    try:
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text, loss = data.decode("utf-16" if wide else "utf-8-sig"), None
    except UnicodeDecodeError as error:
        text = data.decode("latin-1")
        loss = Loss("characters", f"{name} is not UTF-8 at byte {error.start}; it was read as Latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " "), loss


def _bytes(path: Path) -> bytes:
    try:
        refuse_larger(path, MAX_BYTES, "Give the paper's own source.")
        return path.read_bytes()
    except OSError as error:
        raise PaperError(
            f"{path.name} cannot be read: {error.strerror}.", hint="Check the file's permissions."
        ) from error


def main_file(folder: Path) -> Path:
    """The file of a folder that LaTeX would be run on. Raises PaperError when there is none."""
    files = sorted(
        (path for path in folder.rglob("*.tex") if "__MACOSX" not in path.parts and _inside(path, folder)),
        key=lambda path: (len(path.parts), path.name),
    )[:500]
    if not files:
        raise PaperError(
            f"The folder {folder.name}/ holds no .tex file.",
            hint="Give the folder of the LaTeX source, or a .tex, .md, .html or .pdf file.",
        )
    mains: list[tuple[bool, bool, int, int, Path]] = []
    included: set[str] = set()
    for path in files:
        text = decode(_bytes(path), path.name)[0]
        inputs = {name.strip().removesuffix(".tex").rpartition("/")[2] for name in _INPUT.findall(text)}
        included |= inputs - {path.stem}
        if _CLASS.search(text) and _BEGIN.search(text) and not _SUBFILE.search(text):
            named = path.stem.lower() in (*_MAIN_NAMES, folder.name.lower())
            mains.append((not named, not inputs, len(path.parts), -len(text), path))
    free = [main for main in mains if main[-1].stem not in included] or mains
    if free:
        return min(free)[-1]
    if len(files) == 1:
        return files[0]
    raise PaperError(
        f"None of the {len(files)} .tex files in {folder.name}/ has \\documentclass and \\begin{{document}}.",
        hint="Name the file to read: " + ", ".join(path.name for path in files[:5]) + ".",
    )


def _inside(path: Path, folder: Path) -> bool:
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())
