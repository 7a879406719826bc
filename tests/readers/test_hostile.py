"""Huge and hostile files: bounded, and refused or read with our own errors only."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import pytest

from rca_kernel.adapters.readers import pdf_process
from rca_kernel.adapters.readers.latex.sources import MAX_BYTES
from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.errors import PaperError
from rca_kernel.paper.closure import passage_of
from tests.readers.making_pdf import pdf

MB = 1 << 20
DOCUMENT = "\\documentclass{article}\\begin{document}\\section{S}%s\\end{document}"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tex", DOCUMENT % ("x" * (10 * MB))),
        ("a.tex", DOCUMENT % ("word " * (2 * MB))),
        ("a.md", "# T\n\n## 1 S\n\n" + "x" * (10 * MB)),
        ("a.txt", "1 Start\n\n" + "x " * (5 * MB)),
    ],
    ids=["one word", "words", "markdown", "text"],
)
def test_ten_megabytes_on_one_line_are_read(tmp_path: Path, name: str, text: str) -> None:
    found = read_paper(written(tmp_path, name, text))
    assert sum(len(section.text) for section in found.sections) > 9 * MB


@pytest.mark.parametrize("piece", ["{", "$x$ ", "\\a "])
def test_ten_megabytes_of_tokens_are_refused(tmp_path: Path, piece: str) -> None:
    with pytest.raises(PaperError, match="tokens") as caught:
        read_paper(written(tmp_path, "a.tex", DOCUMENT % (piece * (8 * MB // len(piece)))))
    assert caught.value.hint


def test_more_latex_than_a_paper_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    with path.open("wb") as file:
        file.write(b"% words\n" * 1000)
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(PaperError, match="larger than"):
        read_paper(path)


def test_deep_html_is_refused_or_cut(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match=r"holds no text|nested too deeply"):
        read_paper(written(tmp_path, "a.html", "<html>" + "<div>" * 50_000 + "x"))


def test_many_values_on_one_line_stay_bounded(tmp_path: Path) -> None:
    found = read_paper(written(tmp_path, "a.tex", DOCUMENT % ("we set $a=1.5$ " * 10_000)))
    assert [value.number for value in passage_of(found, "1").hyperparameters] == [1.5]


def swelling_pdf(size: int) -> bytes:
    """A small PDF whose page has `size` bytes of text commands."""
    drawn = zlib.compress(b"BT /F1 1 Tf (a) Tj ET " * (size // 22), 9)
    page = pdf(
        [[]], extra=[b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawn), drawn)]
    )
    return page.replace(b"/Contents 6 0 R", b"/Contents 5 0 R")


@pytest.mark.skipif(sys.platform != "linux", reason="only here a process's memory can be bounded")
def test_a_pdf_that_swells_is_refused_within_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_process, "MAX_MEMORY", 256 * MB)
    path = tmp_path / "a.pdf"
    path.write_bytes(swelling_pdf(20 * MB))
    assert path.stat().st_size < MB
    with pytest.raises(PaperError, match="needs more than 256 MB") as caught:
        read_paper(path)
    assert "Do not trust it" in caught.value.hint


def test_a_pdf_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "MAX_SECONDS", 0)
    path = tmp_path / "a.pdf"
    path.write_bytes(swelling_pdf(MB))
    with pytest.raises(PaperError, match=r"takes longer than|needs more than"):
        read_paper(path)


def test_broken_utf8_in_other_formats_is_said(tmp_path: Path) -> None:
    for name in ("a.md", "a.txt", "a.html"):
        path = tmp_path / name
        path.write_bytes(
            b"<h2>1 Caf\xe9</h2><p>words</p>" if name == "a.html" else b"# T\n\n1 Caf\xe9\n\nwords\n"
        )
        assert "characters" in [loss.what for loss in read_paper(path).health.losses]
