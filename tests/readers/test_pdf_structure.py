"""PDF: Roman numbers, pseudocode, paragraphs and large initials, as conference styles print them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.errors import FormalError
from rca_kernel.formal.translate_algorithm import translate_algorithm
from rca_kernel.paper.document import Paper
from tests.readers.making_pdf import Put, pdf

LEFT, RIGHT = 60, 320
TITLE = Put(100, 750, "A Title Of Some Length", 18)


def read(folder: Path, *page: Put) -> Paper:
    path = folder / "paper.pdf"
    path.write_bytes(pdf([[TITLE, *page]]))
    return read_paper(path)


def prose(x: float, top: float, count: int, word: str = "word") -> list[Put]:
    return [
        Put(x, top - 12 * row, f"{word}{row} is one line of some plain words here") for row in range(count)
    ]


def headings(found: Paper) -> list[tuple[str, str, int]]:
    return [(section.number, section.title, section.level) for section in found.sections]


def test_sections_in_roman_numbers_with_letters_below(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        Put(LEFT, 720, "I. INTRODUCTION", 10, True), *prose(LEFT, 700, 8),
        Put(LEFT, 590, "II. METHOD", 10, True), *prose(LEFT, 570, 3),
        Put(LEFT, 520, "A. First Part", 9, True), *prose(LEFT, 500, 8),
        Put(LEFT, 390, "B. Second Part", 9, True), *prose(LEFT, 370, 8),
        Put(RIGHT, 720, "III. RESULTS", 10, True), *prose(RIGHT, 700, 8),
        Put(RIGHT, 590, "A. Data", 9, True), *prose(RIGHT, 570, 8),
        Put(RIGHT, 470, "V. THIS IS NOT THE NEXT ONE", 10, True), *prose(RIGHT, 450, 8),
        Put(RIGHT, 340, "A. PROOFS", 10, True), *prose(RIGHT, 320, 4),
    )  # fmt: skip
    assert headings(found) == [
        ("I", "INTRODUCTION", 1), ("II", "METHOD", 1), ("II-A", "First Part", 2), ("II-B", "Second Part", 2),
        ("III", "RESULTS", 1), ("III-A", "Data", 2), ("A", "PROOFS", 1),
    ]  # fmt: skip


def test_capitals_alone_are_a_heading_where_sections_are_roman(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        Put(LEFT, 720, "I. INTRODUCTION"), *prose(LEFT, 700, 6),
        Put(LEFT, 600, "II. Not one, as it is set like the words around it"), *prose(LEFT, 580, 6),
        Put(LEFT, 480, "II. METHOD"), *prose(LEFT, 460, 6),
    )  # fmt: skip
    assert headings(found) == [("I", "INTRODUCTION", 1), ("II", "METHOD", 1)]


STEPS = [
    "Require: step size a",
    "1: x = x0",
    "2: for t = 1 to T do",
    "3: x = x - a g(x)",
    "4: end for",
    "5: return x",
]


def test_pseudocode_is_kept_as_it_is_printed(tmp_path: Path) -> None:
    box = [Put(LEFT, 640 - 12 * row, text) for row, text in enumerate(STEPS)]
    found = read(
        tmp_path,
        Put(LEFT, 720, "1 Method", 13, True), *prose(LEFT, 700, 2),
        Put(LEFT, 652, "Algorithm 1 Plain Descent"), *box, *prose(LEFT, 540, 3, "After"),
        Put(LEFT, 480, "Algorithm 1 Shows what we mean and is described in the words of this line."),
    )  # fmt: skip
    (entry,) = found.algorithms
    assert (entry.number, entry.caption) == ("1", "Plain Descent")
    assert entry.latex.splitlines() == STEPS
    assert "algorithm 1" in [loss.what for loss in found.health.losses]
    text = found.sections[0].text
    assert text.index("word0") < text.index("[Algorithm 1: Plain Descent]") < text.index("After0")
    assert "Shows what we mean" in text


def test_printed_pseudocode_is_never_translated(tmp_path: Path) -> None:
    """A lost superscript would change what it says."""
    with pytest.raises(FormalError):
        translate_algorithm("\n".join(STEPS))


def test_lines_of_a_paragraph_are_joined_and_hyphens_undone(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        Put(LEFT, 720, "1 Method", 13, True),
        Put(LEFT, 700, "A network is trained by fol-"), Put(LEFT, 688, "lowing the gradient of its loss."),
        Put(LEFT + 12, 676, "A new paragraph begins with"), Put(LEFT, 664, "an indented line."),
        Put(LEFT, 630, "And so does one after a gap."),
    )  # fmt: skip
    assert found.sections[0].text.split("\n\n") == [
        "A network is trained by following the gradient of its loss.",
        "A new paragraph begins with an indented line.",
        "And so does one after a gap.",
    ]


def test_a_paragraph_goes_on_in_the_next_column_around_a_table(tmp_path: Path) -> None:
    table = [
        Put(RIGHT + 60 * column, 680 - 12 * row, f"{row}{column}") for row in range(3) for column in range(3)
    ]
    found = read(
        tmp_path,
        Put(LEFT, 720, "1 Method", 13, True), *prose(LEFT, 700, 20),
        Put(LEFT, 460, "and it ends with words that"),
        Put(RIGHT, 700, "Table 1: Numbers."), *table, Put(RIGHT, 600, "go on here, after all."),
        *prose(RIGHT, 560, 12, "next"),
    )  # fmt: skip
    assert "words that go on here, after all." in found.sections[0].text
    assert found.tables[0].rows == (("00", "01", "02"), ("10", "11", "12"), ("20", "21", "22"))


def test_the_pieces_of_a_display_are_one_and_not_in_the_text_around_it(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        Put(LEFT, 720, "1 Method", 13, True), Put(LEFT, 700, "We minimise the loss"),
        Put(140, 672, "n", 7), Put(120, 660, "L = S l(x) + c x"), Put(300, 660, "(1)"),
        Put(140, 650, "i=1", 7), Put(LEFT, 625, "by the update"),
        Put(LEFT, 600, "2 Behind The Display", 13, True), *prose(LEFT, 580, 3),
    )  # fmt: skip
    before, display, after = found.sections[0].text.split("\n\n")
    assert (before, after) == ("We minimise the loss", "by the update")
    assert display.startswith("[equation (1) lost: ")
    assert "i=1" in display
    assert headings(found)[1] == ("2", "Behind The Display", 1)


def test_a_large_initial_is_not_the_title(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        Put(LEFT, 720, "I. INTRODUCTION"), Put(LEFT, 690, "T", 30),
        Put(LEFT + 20, 700, "HE rate decides how fast"),
        *prose(LEFT, 675, 5),
    )  # fmt: skip
    assert found.title == "A Title Of Some Length"
    assert headings(found)[0] == ("I", "INTRODUCTION", 1)


def test_a_title_of_two_lines_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    page = [
        Put(100, 750, "Rates for Everything: :", 18),
        Put(100, 728, "Fast and Slow", 17.5),
        *prose(LEFT, 690, 5),
    ]
    path.write_bytes(pdf([page]))
    assert read_paper(path).title == "Rates for Everything: Fast and Slow"
