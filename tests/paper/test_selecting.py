"""What a passage takes up and leaves out: rows in words, floats, far glosses, unnumbered pointers."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Listing, Paper, Section
from rca_kernel.paper.part import part_text

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
RESULTS = (
    r"\begin{{table}}\caption{{Scores of all runs}}\label{{{}}}"
    r"\begin{{tabular}}{{ll}}a & 3\end{{tabular}}\end{{table}}"
)


def paper(folder: Path, body: str) -> Paper:
    path = folder / "p.tex"
    path.write_text(f"\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}", encoding="utf-8")
    return read_latex(path)


def test_rows_that_name_their_quantity_in_words_are_values_of_the_target_that_speaks_of_them() -> None:
    read = read_latex(SAMPLES / "mixing-augmentation.tex")
    named = {(one.name, one.number) for one in passage_of(read, "3.5").hyperparameters if not one.symbol}
    assert {("clean epochs at the end", 15.0), ("label smoothing in mixed epochs", 0.05)} <= named
    assert not [one for one in passage_of(read, "3.1").hyperparameters if not one.symbol]


def test_a_name_of_several_words_must_stand_in_one_paragraph(tmp_path: Path) -> None:
    table = (
        r"\section{E}\begin{table}\caption{Values}\begin{tabular}{llr}Symbol & Meaning & Value\\ "
        r"$\alpha$ & step size & 0.1\\ -- & noise scale in early rounds & 0.3\end{tabular}\end{table}"
    )
    near = paper(tmp_path, rf"\section{{A}} In rounds that come early the noise has its scale. {table}")
    assert [one.number for one in passage_of(near, "1").hyperparameters] == [0.3]
    apart = paper(tmp_path, r"\section{A} Early rounds differ." + "\n\n" + rf"The noise has a scale. {table}")
    assert passage_of(apart, "1").hyperparameters == ()


def test_a_results_table_that_only_floats_into_the_target_is_named_and_not_handed_over(
    tmp_path: Path,
) -> None:
    read = paper(
        tmp_path, r"\section{A} We sum the scores." + RESULTS.format("r") + r"\section{B} See Table~\ref{r}."
    )
    found = passage_of(read, "1")
    assert (found.items, found.mentions) == ((), ("Table 1",))
    assert [item.id for item in passage_of(read, "Table 1").items] == ["table-1"]
    spoken = paper(tmp_path, r"\section{A} We sum as in Table~\ref{r}." + RESULTS.format("r"))
    assert [item.id for item in passage_of(spoken, "1").items] == ["table-1"]


def test_a_later_section_does_not_explain_an_element_that_was_listed_before(tmp_path: Path) -> None:
    body = (
        r"\section{M}\subsection{A} The tokens are $X = \{z_1, \dots, z_K\}$. "
        r"\subsection{B} Keep $z_k$ as it is. "
        r"\subsection{C} The noisy target $z_k$ is drawn; the radius $w_k$ is drawn."
    )
    assert "z_k" not in [one.symbol for one in passage_of(paper(tmp_path, body), "1.2").notation]
    assert "z_k" in [one.symbol for one in passage_of(paper(tmp_path, body), "1.3").notation]


def test_an_appendix_without_a_number_is_found_by_the_words_beside_it(tmp_path: Path) -> None:
    body = (
        r"\section{A} We ask for an outline (see Appendix for all prompts). "
        r"\section{B} See Appendix for the weather."
        r"\section{C} See Appendix~\ref{o}."
        r"\appendix\section{Other numbers}\label{o} One. \section{Prompts that were used} Two."
    )
    read = paper(tmp_path, body)
    assert [passage_of(read, target).mentions for target in "12"] == [
        ("Appendix B “Prompts that were used”",),
        (),
    ]
    assert "Prompts" not in " ".join(passage_of(read, "3").mentions)


def test_a_listing_in_the_text_of_a_section_is_printed_once(tmp_path: Path) -> None:
    read = paper(tmp_path, "\\section{A} Do\n\\begin{verbatim}\ntake the sum\n\\end{verbatim}\nso.")
    assert [type(item) for item in read.listings] == [Listing]
    assert isinstance(read.sections[0], Section)
    assert part_text(read, "1").count("take the sum") == 1
