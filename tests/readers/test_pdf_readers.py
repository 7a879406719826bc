"""The readers of PDFs that are asked for: GROBID over HTTP, TEI, and what Docling exports.

Docling itself, and its models, are not run here: only what we make of its Markdown, and its absence.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from rca_kernel.adapters.readers.docling import UNDECODED, DoclingReader, read_markdown
from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.adapters.readers.tei import read_tei
from rca_kernel.app.cli import main
from rca_kernel.errors import PaperError, RcaError

SAMPLE = Path(__file__).resolve().parents[2] / "notebooks" / "papers" / "adaptive-moments.pdf"
TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title level="a" type="main">A Paper of Ours</title></titleStmt></fileDesc>
<profileDesc><abstract><div><p>In short.</p></div></abstract></profileDesc></teiHeader>
<facsimile><surface n="1" ulx="0.0" uly="0.0" lrx="612.0" lry="792.0"/></facsimile>
<text><body>
<div><head n="1">Start</head><p>First words, see <ref type="table" target="#tab_0">Table 1</ref>.</p></div>
<div><head n="2">Method</head><p>We set
<formula xml:id="formula_0" coords="1,100.0,200.0,150.0,20.0">x = y + z<label>(1)</label></formula>
and go on.</p></div>
<div><head n="2.1">Detail</head><p>As in Eq. (1).</p>
<formula xml:id="formula_1">u &lt; v</formula></div>
<figure xml:id="fig_0"><head>Fig. 1</head><label>1</label><figDesc>What is seen.</figDesc></figure>
<figure type="table" xml:id="tab_0"><head>Table 1</head><label>1</label><figDesc>Values.</figDesc>
<table><row><cell>a</cell><cell>1</cell></row><row><cell>b</cell><cell>2</cell></row></table></figure>
</body><back><div type="annex"><div><head n="A">Proofs</head><p>Trivial.</p></div></div>
<div><listBibl><biblStruct><note>Not text.</note></biblStruct></listBibl></div></back></text></TEI>"""


class Service(ThreadingHTTPServer):
    """A GROBID that answers what it is told and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.answer = TEI.encode()
        self.sent: list[tuple[str, bytes]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        self.server.sent.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def grobid(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("RCA_PDF_READER", "grobid")
    monkeypatch.setenv("RCA_GROBID_URL", f"http://127.0.0.1:{server.server_port}")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_grobid_is_sent_the_pdf_and_gives_the_structure(grobid: Service) -> None:
    found = read_paper(SAMPLE)
    ((path, form),) = grobid.sent
    assert path == "/api/processFulltextDocument"
    assert SAMPLE.read_bytes() in form
    assert b'name="teiCoordinates"\r\n\r\nformula' in form
    assert (found.title, found.abstract, found.format) == ("A Paper of Ours", "In short.", "pdf")
    assert [(s.number, s.title, s.level) for s in found.sections] == [
        ("1", "Start", 1), ("2", "Method", 1), ("2.1", "Detail", 2), ("A", "Proofs", 1),
    ]  # fmt: skip
    assert found.sections[1].text == "We set and go on.\n\n[equation (1) lost: x = y + z(1)]"
    assert found.tables[0].rows == (("a", "1"), ("b", "2"))
    assert (found.tables[0].number, found.tables[0].caption, found.figures[0].caption) == (
        "1", "Values.", "What is seen.",
    )  # fmt: skip
    assert found.health.resolved == found.health.references == 2
    assert "Not text" not in " ".join(section.text for section in found.sections)


def test_grobid_gives_the_place_of_an_equation_in_the_pdf(grobid: Service) -> None:
    first, second = read_paper(SAMPLE).equations
    assert (first.number, first.latex, second.number, second.image) == ("1", "", "", None)
    assert first.image is not None
    assert (first.image.page, first.image.box) == (0, (100.0, 572.0, 250.0, 592.0))
    assert first.image.read().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("status", "answer", "hint"), [(503, b"", "It is busy"), (500, b"x", "--reader"), (204, b"", "--reader")]
)
def test_what_grobid_cannot_read_is_said(grobid: Service, status: int, answer: bytes, hint: str) -> None:
    grobid.status, grobid.answer = status, answer
    with pytest.raises(PaperError, match=f"HTTP {status}") as caught:
        read_paper(SAMPLE)
    assert hint in caught.value.hint


def test_a_grobid_that_is_not_there_says_how_to_start_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        port = server.server_port
    monkeypatch.setenv("RCA_PDF_READER", "grobid")
    monkeypatch.setenv("RCA_GROBID_URL", f"http://127.0.0.1:{port}")
    with pytest.raises(PaperError, match="cannot be reached") as caught:
        read_paper(SAMPLE)
    assert "docker run --rm -p 8070:8070" in caught.value.hint


def test_papers_are_sent_to_no_other_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RCA_PDF_READER", "grobid")
    monkeypatch.setenv("RCA_GROBID_URL", "http://grobid.example.org:8070")
    with pytest.raises(PaperError, match="not an http address of this computer"):
        read_paper(SAMPLE)


def test_an_unknown_reader_is_answered_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RCA_PDF_READER", "magic")
    with pytest.raises(PaperError, match="no reader of PDFs named 'magic'") as caught:
        read_paper(SAMPLE)
    assert "pdf, docling, grobid" in caught.value.hint


def test_the_command_line_chooses_the_reader(grobid: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RCA_PDF_READER", "pdf")
    done = CliRunner().invoke(main, ["paper", str(SAMPLE), "--reader", "grobid"])
    assert (done.exit_code, len(grobid.sent)) == (0, 1)
    assert done.output.startswith("A Paper of Ours\n")


def test_a_tei_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "paper.tei.xml"
    path.write_text(TEI, encoding="utf-8")
    found = read_paper(path)
    assert (found.format, found.title, found.equations[0].image) == ("tei", "A Paper of Ours", None)


def test_entities_are_refused_before_they_are_parsed() -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><TEI>&b;</TEI>'
    for data in (bomb.encode(), bomb.encode("utf-16")):
        with pytest.raises(PaperError, match="declares XML entities"):
            read_tei(data, "a.tei")


def test_deep_tei_is_cut() -> None:
    deep = "<TEI><body><div><head>A</head><p>x</p></div>" + "<div>" * 5000 + "</div>" * 5000 + "</body></TEI>"
    found = read_tei(deep.encode(), "a.tei")
    assert [loss.what for loss in found.health.losses] == ["text"]


_TEI_PIECES = st.sampled_from(
    ["<div>", "</div>", "<head n='1'>", "<head>", "</head>", "<p>", "</p>", "word",
     "<formula coords='1,2,3,4,5'>", "<formula coords='x;'>", "<formula coords='1,nan,inf,4,5'>",
     "</formula>", "<label>(1)</label>", "<figure type='table'>", "</figure>", "<row>", "</row>",
     "<cell>", "</cell>", "&lt;", "&x;", "<", "<!--", "-->", "<![CDATA[", "]]>", "<body>",
     "</body>", "\x00", "é"]
)  # fmt: skip


@settings(max_examples=150)
@given(pieces=st.lists(_TEI_PIECES, max_size=30), data=st.binary(max_size=30))
def test_no_tei_raises_anything_but_our_errors(pieces: list[str], data: bytes) -> None:
    body = "".join(pieces)
    for source in (body.encode(), TEI.replace("<p>Trivial.</p>", body).encode(), TEI.encode()[:900] + data):
        assert _refused(source) or read_tei(source, "a.tei").digest


def _refused(source: bytes) -> bool:
    try:
        read_tei(source, "a.tei", draw=lambda page, box: b"")
    except RcaError:
        return True
    return False


def test_doclings_markdown_is_a_paper_and_says_what_it_is() -> None:
    found = read_markdown(f"# T\n\n## 1 A\n\nSo\n\n$$ x = 1 $$\n\nand\n\n{UNDECODED}\n", "a.pdf")
    assert (found.format, [entry.latex for entry in found.equations]) == ("pdf", ["x = 1"])
    whys = [loss.why for loss in found.health.losses]
    assert "compare them with the PDF" in whys[0]
    assert whys[1:] == ["Docling did not decode 1 formulas"]
    with pytest.raises(PaperError, match="found no text"):
        read_markdown(" \n", "a.pdf")


def test_docling_that_is_not_installed_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docling", None)
    with pytest.raises(PaperError, match="Docling is not installed") as caught:
        DoclingReader().read(SAMPLE)
    assert "rca-kernel[docling]" in caught.value.hint
