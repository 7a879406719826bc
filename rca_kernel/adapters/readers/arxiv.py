"""arXiv papers by id or address: the LaTeX source first, HTML next, PDF last, kept on disk once fetched."""

from __future__ import annotations

import os
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from rca_kernel.adapters.readers.archives import is_archive, with_losses
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Loss, Paper

BASE = "https://arxiv.org"
USER_AGENT = "research-code-agent (reads one paper at a time for its user)"
INTERVAL = 3.0
TIMEOUT = 60.0
MAX_SECONDS = 600.0
MAX_BYTES = 100 * 1024 * 1024
FORMS = ("e-print", "html", "pdf")
_NEW = r"\d{4}\.\d{4,5}"
_OLD = r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_ID = re.compile(
    rf"(?:arxiv:\s*|(?:https?:/{{1,2}}(?:dx\.)?doi\.org/)?10\.48550/arxiv\.|(?:https?:/{{1,2}})?(?:www\.|export\.)?(?:arxiv|ar5iv(?:\.labs\.arxiv)?)\.org/"
    rf"(?:abs|pdf|html|src|e-print|format)/)?(?P<id>(?:{_NEW}|{_OLD})(?:v[1-9]\d{{0,2}})?)"
    r"(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_NAMES = {"e-print": "LaTeX source", "html": "HTML", "pdf": "PDF"}


def arxiv_id(text: str) -> str:
    """The id in `2504.20117`, `arXiv:2504.20117v2`, `cs/0112017` or an address of arXiv; else ""."""
    found = _ID.fullmatch(text.strip()) if len(text) < 300 else None
    return found.group("id") if found else ""


class Turns:
    """One request at a time, and `INTERVAL` seconds between two."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def take(self, work: Callable[[], bytes], *, polite: bool) -> bytes:
        with self._lock:
            wait = self._next - self._clock()
            if polite and wait > 0:
                self._sleep(wait)
            try:
                return work()
            finally:
                self._next = self._clock() + INTERVAL


_TURNS = Turns()


class ArxivReader:
    """Fetches from `base` (else RCA_ARXIV_BASE, else arXiv itself) into `cache`.

    A paper named without a version is fetched once, like any other: name a version (`...v2`) or remove
    the cached folder to get a newer one.
    """

    def __init__(self, base: str = "", cache: Path | None = None, turns: Turns = _TURNS) -> None:
        self.base = (base or os.environ.get("RCA_ARXIV_BASE", "") or BASE).rstrip("/")
        self._cache = cache
        self._turns = turns

    def fetch(self, id: str, read: Callable[[Path], Paper]) -> Paper:
        """The paper, by the first form that arXiv has and `read` can read. Raises PaperError."""
        failures: list[Loss] = []
        spare: Path | None = None
        for form in FORMS:
            try:
                path = self._file(id, form)
                if form == "e-print" and path.suffix == ".pdf":
                    spare = path  # the authors gave a PDF only; the HTML would be better
                    raise PaperError("the authors gave arXiv a PDF only")
                return with_losses(read(path), tuple(failures))
            except _AbsentError as error:
                failures.append(Loss(_NAMES[form], error.message))
            except PaperError as error:
                if isinstance(error, _UnreachableError):
                    raise
                failures.append(Loss(_NAMES[form], error.message))
            if form == "html" and spare is not None:
                return with_losses(read(spare), tuple(failures))
        raise PaperError(
            f"arXiv has no paper {id} that can be read: "
            + "; ".join(f"{loss.what}: {loss.why.rstrip('.')}" for loss in failures)
            + ".",
            hint="Check the id, or download the paper by hand and give the file.",
        )

    def _file(self, id: str, form: str) -> Path:
        """The cached file of one form, fetched when it is not there yet."""
        folder = self._folder() / id.replace("/", "_")
        stem = f"{id.replace('/', '_')}.{form}"
        found = next((path for path in sorted(folder.glob(f"{stem}*")) if path.suffix != ".part"), None)
        if found is not None:
            return found
        data = self._turns.take(lambda: self._get(f"{self.base}/{form}/{id}"), polite=not self._local())
        suffix = _suffix(data, form)
        path = folder / f"{stem}{suffix}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part = folder / f"{stem}.{os.getpid()}.part"
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            raise _UnreachableError(
                f"The paper cannot be kept in {folder.name}/: {error.strerror}.",
                hint="Make room in the user cache folder.",
            ) from error
        return path

    def _folder(self) -> Path:
        if self._cache is not None:
            return self._cache
        import platformdirs

        host = re.sub(r"[^A-Za-z0-9.-]", "_", urlsplit(self.base).netloc)
        name = "arxiv" if self.base == BASE else f"arxiv-{host}"
        return Path(platformdirs.user_cache_dir("rca-kernel", appauthor=False)) / name

    def _local(self) -> bool:
        return urlsplit(self.base).hostname in ("127.0.0.1", "localhost", "::1")

    def _get(self, url: str) -> bytes:
        if urlsplit(url).scheme not in ("http", "https"):
            raise _UnreachableError(
                f"{self.base} is not an http address.", hint="Set RCA_ARXIV_BASE to one, or unset it."
            )
        request = urllib.request.Request(url, headers={"User-Agent": USER_AGENT})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return bounded(answer.read1)
        except urllib.error.HTTPError as error:
            error.close()
            raise _refusal(error.code) from error
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise _UnreachableError(
                f"{urlsplit(self.base).hostname} cannot be reached: {reason}.",
                hint="Check the network; without one, give the paper as a file.",
            ) from error


class _AbsentError(PaperError):
    """arXiv does not have this form of the paper."""


class _UnreachableError(PaperError):
    """Asking for another form would not help."""


def bounded(read: Callable[[int], bytes], clock: Callable[[], float] = time.monotonic) -> bytes:
    """All that `read` gives, within `MAX_BYTES` and `MAX_SECONDS`. Raises PaperError."""
    parts: list[bytes] = []
    size = 0
    begun = clock()
    while chunk := read(1 << 16):
        if clock() - begun > MAX_SECONDS:
            raise _UnreachableError(
                f"arXiv's file takes longer than {MAX_SECONDS:.0f} seconds.", hint="Download it by hand."
            )
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_BYTES:
            raise PaperError(
                f"arXiv's file is larger than {MAX_BYTES // 2**20} MB", hint="Download it by hand."
            )
    if not size:
        raise _AbsentError("arXiv sent an empty file")
    return b"".join(parts)


def _refusal(status: int) -> PaperError:
    if status in (400, 404, 410):
        return _AbsentError(f"arXiv does not have it (HTTP {status})")
    slow = status in (403, 429, 503)
    return _UnreachableError(
        f"arXiv answered with HTTP {status}.",
        hint="Wait some minutes, it asks for fewer requests." if slow else "Try again later.",
    )


def _suffix(data: bytes, form: str) -> str:
    """The suffix that tells what the bytes are; an e-print may be many things."""
    if data.startswith(b"%PDF"):
        return ".pdf"
    if is_archive(data[:512]):
        return ".zip" if data.startswith(b"PK") else ".tar.gz" if data.startswith(b"\x1f\x8b") else ".tar"
    if data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return ".html"
    return ".tex" if form == "e-print" else f".{form}"
