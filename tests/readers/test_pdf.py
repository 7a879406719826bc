"""PDF: reading order, headings, captions, tables, the places of displays, and bad files."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rca_kernel.adapters.readers import pdf_process
from rca_kernel.adapters.readers.pdf_drawing import SCALE
from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.errors import PaperError
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import EquationImage, Paper
from rca_kernel.paper.outline import outline
from rca_kernel.paper.showing import passage_markdown, passage_outline
from tests.readers.making_pdf import Put, pdf
from tests.readers.refusing import refused

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
LEFT, RIGHT = 60, 320


def column(x: float, word: str, first: int, count: int, top: float = 700) -> list[Put]:
    """Lines "word1 is a line of plain words here" downwards."""
    return [
        Put(x, top - 14 * row, f"{word}{first + row} is one line of some plain words here")
        for row in range(count)
    ]


def read(folder: Path, *pages: list[Put]) -> Paper:
    path = folder / "paper.pdf"
    path.write_bytes(pdf(pages))
    return read_paper(path)


def words_of(paper: Paper) -> str:
    return " ".join(section.text for section in paper.sections)


def in_order(text: str, *words: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_two_columns_are_read_one_after_the_other_even_when_written_row_by_row(tmp_path: Path) -> None:
    left, right = column(LEFT, "alpha", 10, 20), column(RIGHT, "beta", 10, 20)
    rows = [put for pair in zip(left, right, strict=True) for put in pair]
    text = words_of(read(tmp_path, [Put(100, 740, "A Title Of Some Length", 18), *rows]))
    assert in_order(text, "alpha10 ", "alpha29", "beta10 ", "beta29")


def test_lines_over_both_columns_part_the_page(tmp_path: Path) -> None:
    page = [
        Put(100, 745, "A Title Of Some Length", 18),
        *column(RIGHT, "right", 10, 12, 700), *column(LEFT, "left", 10, 12, 700),
        Put(60, 500, "across " + "a wide line of words over both columns " * 2 + "end"),
        *column(LEFT, "low", 10, 12, 470), *column(RIGHT, "last", 10, 12, 470),
    ]  # fmt: skip
    text = words_of(read(tmp_path, page))
    assert in_order(
        text, "left10", "left21", "right10", "right21", "across", "low10", "low21", "last10", "last21"
    )


def test_one_column_keeps_its_order(tmp_path: Path) -> None:
    page = [Put(100, 740, "A Title Of Some Length", 18), *column(LEFT, "line", 10, 40)]
    assert in_order(words_of(read(tmp_path, page)), *(f"line{number} " for number in range(10, 50)))


def test_headings_stand_out_and_lists_do_not(tmp_path: Path) -> None:
    page = [
        Put(100, 740, "A Title Of Some Length", 18),
        Put(60, 700, "1 Introduction", 13, True), *column(LEFT, "a", 10, 3, 680),
        Put(60, 630, "2 Items are not headings"), Put(60, 615, "3 Though they are numbered"),
        Put(60, 590, "2 A Method With A Title That Is So Long That It", 13, True),
        Put(60, 575, "Goes On In The Next Line", 13, True), *column(LEFT, "b", 10, 3, 550),
        Put(60, 500, "2.1 Details", 11, True), *column(LEFT, "c", 10, 3, 480),
        Put(60, 430, "References", 13, True), Put(60, 410, "[1] Somebody. Something."),
        Put(60, 380, "A Proofs", 13, True), *column(LEFT, "d", 10, 3, 360),
    ]  # fmt: skip
    found = read(tmp_path, page)
    assert found.title == "A Title Of Some Length"
    assert [(section.number, section.title) for section in found.sections] == [
        ("1", "Introduction"),
        ("2", "A Method With A Title That Is So Long That It Goes On In The Next Line"),
        ("2.1", "Details"),
        ("A", "Proofs"),
    ]
    assert "Somebody" not in words_of(found)


def test_captions_tables_and_figures(tmp_path: Path) -> None:
    page = [
        Put(100, 740, "A Title Of Some Length", 18),
        Put(60, 700, "1 Results", 13, True), *column(LEFT, "a", 10, 2, 680),
        Put(60, 640, "Table 1: Scores of all methods."),
        Put(60, 622, "Method"), Put(200, 622, "Task A"), Put(300, 622, "Task B"),
        Put(60, 608, "Ours"), Put(200, 608, "12.5"), Put(300, 608, "13.0"),
        Put(60, 594, "Theirs"), Put(200, 594, "10.1"), Put(300, 594, "9.9"),
        *column(LEFT, "b", 10, 2, 560),
        Put(60, 500, "Figure 2. What happens when the rate is changed by a factor that is large and"),
        Put(60, 488, "then changed back."), *column(LEFT, "c", 10, 3, 450),
        Put(60, 380, "See Table 1 and Table 9."),
    ]  # fmt: skip
    found = read(tmp_path, page)
    assert [(table.number, table.caption) for table in found.tables] == [("1", "Scores of all methods.")]
    assert found.tables[0].rows == (
        ("Method", "Task A", "Task B"), ("Ours", "12.5", "13.0"), ("Theirs", "10.1", "9.9"),
    )  # fmt: skip
    assert [(figure.number, figure.caption[-18:]) for figure in found.figures] == [
        ("2", "then changed back.")
    ]
    assert "Theirs" not in words_of(found)
    assert (found.health.resolved, found.health.references) == (1, 2)


def test_a_table_without_cells_is_a_loss(tmp_path: Path) -> None:
    page = [
        Put(100, 740, "A Title Of Some Length", 18), Put(60, 700, "1 Results", 13, True),
        Put(60, 640, "Table 1: Drawn as a picture."), *column(LEFT, "b", 10, 12, 560),
    ]  # fmt: skip
    found = read(tmp_path, page)
    assert found.tables[0].rows == ()
    assert any(loss.what == "table 1" for loss in found.health.losses)


def test_running_heads_and_page_numbers_are_gone(tmp_path: Path) -> None:
    pages = [
        [
            Put(60, 760, "A. Author: On A Running Head"),
            *column(LEFT, f"page{number}x", 10, 30),
            Put(300, 40, str(number)),
        ]
        for number in range(1, 6)
    ]
    text = words_of(read(tmp_path, *pages))
    assert "Running Head" not in text
    assert in_order(text, "page1x39", "page2x10")


def test_a_numbered_display_is_a_loss_with_a_place_and_an_image(tmp_path: Path) -> None:
    page = [
        Put(100, 740, "A Title Of Some Length", 18), Put(60, 700, "1 Method", 13, True),
        *column(LEFT, "a", 10, 3, 680), Put(200, 620, "x = y + z"), Put(500, 620, "(1)"),
        *column(LEFT, "b", 10, 3, 590),
    ]  # fmt: skip
    found = read(tmp_path, page)
    assert [loss.what for loss in found.health.losses] == ["mathematics", "equation 1"]
    (entry,) = found.equations
    assert (entry.id, entry.number, entry.latex, entry.section) == ("equation-1", "1", "", "section-1")
    shown = entry.image
    assert shown is not None
    assert shown.page == 0
    left, bottom, right, top = shown.box
    assert (left < 200, right > 510) == (True, True)
    assert 595 < bottom < 620 < top < 655
    (tmp_path / "paper.pdf").unlink()  # the image does not need the file any more
    image = shown.read()
    width, height = struct.unpack(">II", image[16:24])
    assert image.startswith(b"\x89PNG")
    assert (width, height) == pytest.approx((SCALE * (right - left), SCALE * (top - bottom)), abs=2 * SCALE)
    start = image.index(b"IDAT") + 4
    assert min(zlib.decompress(image[start : image.index(b"IEND") - 8])) == 0  # there is ink


def test_an_image_is_neither_shown_nor_compared_by_how_it_is_read() -> None:
    box = (0.0, 0.0, 1.0, 1.0)
    one, other = EquationImage(0, box, lambda: b"a"), EquationImage(0, box, lambda: b"b")
    assert one == other
    assert repr(one) == "EquationImage(page=0, box=(0.0, 0.0, 1.0, 1.0))"


def test_what_is_lost_for_one_reason_is_said_once() -> None:
    shown = [
        line for line in outline(read_paper(SAMPLES / "adaptive-moments.pdf")).splitlines() if "lost:" in line
    ]
    assert len(shown) == 3
    assert shown[1].startswith("lost: equations 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more: ")
    assert shown[2].startswith("lost: algorithm 1: ")


def test_a_lost_equation_is_a_target_that_says_why_its_formula_is_missing() -> None:
    found = read_paper(SAMPLES / "adaptive-moments.pdf")
    passage = passage_of(found, "Eq. (7)")
    assert [(item.id, item.image is not None) for item in passage.equations()] == [("equation-7", True)]
    assert any("equation 7" in warning for warning in passage.warnings)
    assert "the formula was lost in reading; page" in passage_outline(passage)
    assert "the formula was lost in reading; page" in passage_markdown(passage)


def test_the_sample_has_its_table_and_all_places_of_displays() -> None:
    path = SAMPLES / "adaptive-moments.pdf"
    table = read_paper(path).tables[0]
    assert (table.number, table.rows[0]) == ("1", ("Symbol", "Meaning", "Value"))
    assert [row[2] for row in table.rows[1:4]] == ["0.001", "0.9", "0.999"]
    assert [entry.id for entry in read_paper(path).equations] == [
        f"equation-{number}" for number in range(1, 16)
    ]


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    path = tmp_path / "a.pdf"
    path.write_bytes(
        pdf([column(LEFT, "a", 1, 3)], extra=[lock], trailer="/Encrypt 5 0 R /ID [<4142> <4142>]")
    )
    with pytest.raises(PaperError, match="is encrypted") as caught:
        read_paper(path)
    assert "without a password" in caught.value.hint


def test_a_truncated_pdf_is_refused_or_read_in_part(tmp_path: Path) -> None:
    whole = (SAMPLES / "adaptive-moments.pdf").read_bytes()
    path = tmp_path / "a.pdf"
    path.write_bytes(whole[: len(whole) // 20])
    with pytest.raises(PaperError, match="not a readable PDF") as caught:
        read_paper(path)
    assert "cut off" in caught.value.hint


def test_a_scan_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([[]]))
    with pytest.raises(PaperError, match="no text layer") as caught:
        read_paper(path)
    assert "OCR" in caught.value.hint


def test_pages_beyond_the_limit_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "MAX_PAGES", 2)
    found = read(tmp_path, *(column(LEFT, f"p{number}x", 1, 5) for number in range(4)))
    assert ("pages", "only the first 2 pages were read, 2 were not") in [
        (loss.what, loss.why) for loss in found.health.losses
    ]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutilated_pdf_raises_nothing_but_our_errors(tmp_path: Path, data: st.DataObject) -> None:
    source = bytearray((SAMPLES / "adaptive-moments.pdf").read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "a.pdf"
    path.write_bytes(source[: data.draw(st.integers(len(source) // 2, len(source)))])
    assert refused(path) or read_paper(path).digest
