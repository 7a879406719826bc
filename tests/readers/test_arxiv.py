"""arXiv ids and addresses, against a server of our own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rca_kernel.adapters.readers import arxiv
from rca_kernel.adapters.readers.arxiv import ArxivReader, Turns, arxiv_id
from rca_kernel.adapters.readers.registry import read_file, read_paper
from rca_kernel.errors import PaperError
from tests.readers.test_archives import FILES, tar_of

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
PAGE = b"<!DOCTYPE html><html><h1>T</h1><h2>1 Alpha</h2><p>Words</p></html>"
PDF = (SAMPLES / "adaptive-moments.pdf").read_bytes()


class Archive(ThreadingHTTPServer):
    """Serves `answers` by path and remembers what was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, bytes | int] = {}
        self.asked: list[tuple[str, str]] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Archive

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        answer = self.server.answers.get(self.path, 404)
        self.send_response(answer if isinstance(answer, int) else 200)
        self.end_headers()
        if isinstance(answer, bytes):
            self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def archive() -> Iterator[Archive]:
    server = Archive()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2504.20117", "2504.20117"),
        ("arXiv:2504.20117v2", "2504.20117v2"),
        ("arxiv: 0704.0001", "0704.0001"),
        ("https://arxiv.org/abs/2504.20117", "2504.20117"),
        ("http://www.arxiv.org/pdf/2504.20117v1.pdf", "2504.20117v1"),
        ("https://export.arxiv.org/abs/2504.20117?context=cs", "2504.20117"),
        ("https:/arxiv.org/html/2504.20117v3#S1", "2504.20117v3"),
        ("https://ar5iv.labs.arxiv.org/html/2504.20117", "2504.20117"),
        ("arxiv.org/abs/2504.20117v2", "2504.20117v2"),
        ("https://doi.org/10.48550/arXiv.2504.20117", "2504.20117"),
        ("https://arxiv.org/pdf/math/0301001", "math/0301001"),
        ("math/0301001", "math/0301001"),
        ("cs/0112017", "cs/0112017"),
        ("https://arxiv.org/abs/math.GT/0309136v1", "math.GT/0309136v1"),
        ("2504.201", ""),
        ("paper.tex", ""),
        ("https://example.org/abs/2504.20117", ""),
        ("../2504.20117", ""),
        ("2504.20117/../../x", ""),
    ],
)
def test_ids_are_found_in_what_users_type(text: str, id: str) -> None:
    assert arxiv_id(text) == id


def test_the_source_is_fetched_first_and_once(archive: Archive, tmp_path: Path) -> None:
    archive.answers = {"/e-print/2504.20117v2": tar_of(FILES), "/html/2504.20117v2": PAGE}
    reader = ArxivReader(archive.base, tmp_path)
    first, second = (reader.fetch("2504.20117v2", read_file) for _ in range(2))
    assert first == second
    assert [section.title for section in first.sections] == ["One", "Two"]
    assert first.health.lost == 0
    assert archive.asked == [("/e-print/2504.20117v2", arxiv.USER_AGENT)]


def test_html_and_then_pdf_when_there_is_no_source(archive: Archive, tmp_path: Path) -> None:
    archive.answers = {"/html/2504.20117": PAGE, "/pdf/2504.20118": PDF}
    reader = ArxivReader(archive.base, tmp_path)
    found = reader.fetch("2504.20117", read_file)
    assert (found.format, found.health.losses[0].what) == ("html", "LaTeX source")
    assert reader.fetch("2504.20118", read_file).format == "pdf"
    assert [path for path, _ in archive.asked][2:] == [
        "/e-print/2504.20118",
        "/html/2504.20118",
        "/pdf/2504.20118",
    ]


def test_a_paper_given_as_pdf_only_is_not_fetched_twice(archive: Archive, tmp_path: Path) -> None:
    archive.answers = {"/e-print/2504.20117": PDF}
    assert ArxivReader(archive.base, tmp_path).fetch("2504.20117", read_file).format == "pdf"
    assert [path for path, _ in archive.asked] == ["/e-print/2504.20117", "/html/2504.20117"]


def test_a_source_that_cannot_be_read_gives_way_to_the_html(archive: Archive, tmp_path: Path) -> None:
    archive.answers = {"/e-print/2504.20117": tar_of({"x.csv": "1"}), "/html/2504.20117": PAGE}
    found = ArxivReader(archive.base, tmp_path).fetch("2504.20117", read_file)
    assert found.format == "html"
    assert "holds no paper" in found.health.losses[0].why


def test_read_paper_takes_ids_and_addresses(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RCA_ARXIV_BASE", archive.base)
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *args, **options: str(tmp_path))
    archive.answers = {"/e-print/cs/0112017": tar_of(FILES)}
    for given in ("cs/0112017", "https://arxiv.org/abs/cs/0112017", Path("https://arxiv.org/abs/cs/0112017")):
        assert read_paper(given).sections[0].title == "One"
    assert len(archive.asked) == 1


def test_an_unknown_paper_and_a_busy_server_are_told_apart(archive: Archive, tmp_path: Path) -> None:
    reader = ArxivReader(archive.base, tmp_path)
    with pytest.raises(PaperError, match=r"no paper 2504\.20117") as absent:
        reader.fetch("2504.20117", read_file)
    assert "Check the id" in absent.value.hint
    archive.answers = {"/e-print/2504.20117": 503}
    with pytest.raises(PaperError, match="HTTP 503") as busy:
        reader.fetch("2504.20117", read_file)
    assert "Wait" in busy.value.hint


def test_offline_is_said_clearly(archive: Archive, tmp_path: Path) -> None:
    base = archive.base
    archive.shutdown()
    archive.server_close()
    with pytest.raises(PaperError, match=r"127\.0\.0\.1 cannot be reached") as caught:
        ArxivReader(base, tmp_path).fetch("2504.20117", read_file)
    assert "give the paper as a file" in caught.value.hint
    assert list(tmp_path.rglob("*.*")) == []


def test_a_huge_answer_is_refused(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arxiv, "MAX_BYTES", 1000)
    archive.answers = {f"/{form}/2504.20117": b"x" * 5000 for form in arxiv.FORMS}
    with pytest.raises(PaperError, match="larger than"):
        ArxivReader(archive.base, tmp_path).fetch("2504.20117", read_file)


def test_an_answer_that_drips_is_given_up() -> None:
    now = [0.0]

    def drip(size: int) -> bytes:
        now[0] += 50.0
        return b"x"

    with pytest.raises(PaperError, match="takes longer than 600 seconds"):
        arxiv.bounded(drip, lambda: now[0])


def test_a_file_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="not an http address"):
        ArxivReader("file:///etc", tmp_path).fetch("2504.20117", read_file)


@pytest.mark.parametrize("given", ["https://example.org/paper.pdf", "ftp://example.org/x.tex"])
def test_other_addresses_are_refused_with_what_to_do(given: str) -> None:
    with pytest.raises(PaperError, match="not a page of arXiv") as caught:
        read_paper(given)
    assert "Download the paper" in caught.value.hint


def test_requests_to_the_real_host_keep_their_distance() -> None:
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    turns = Turns(lambda: now[0], sleep)
    turns.take(lambda: b"", polite=True)
    now[0] += 1.0
    turns.take(lambda: b"", polite=True)
    turns.take(lambda: b"", polite=False)
    assert slept == [2.0]


def test_a_local_server_is_not_waited_for(archive: Archive, tmp_path: Path) -> None:
    waits: list[float] = []
    archive.answers = {"/pdf/2504.20117": PDF}
    reader = ArxivReader(archive.base, tmp_path, Turns(sleep=waits.append))
    assert reader.fetch("2504.20117", read_file).format == "pdf"
    assert (waits, len(archive.asked)) == ([], 3)
