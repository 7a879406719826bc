"""Choosing a reader, the plain formats, and bad input."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.errors import PaperError, RcaError, TargetError
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Paper
from rca_kernel.paper.outline import outline, to_json

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
MARKDOWN = """# A paper

## 1 Introduction

Some $x$ here.

### 1.1 Rule {#sec:rule}

$$
m = 1 \\tag{3}
$$

See Eq. (3) and Section 1.1.

Table 1: Values

| Symbol | Value |
| --- | --- |
| $x$ | 0.5 |

```python
y = 2
```
"""


def written(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_markdown_is_read_with_its_mathematics(tmp_path: Path) -> None:
    found = read_paper(written(tmp_path, "p.md", MARKDOWN))
    assert found.title == "A paper"
    assert [(s.number, s.title, s.level, s.label) for s in found.sections] == [
        ("1", "Introduction", 1, ""),
        ("1.1", "Rule", 2, "sec:rule"),
    ]
    assert [(e.number, e.latex) for e in found.equations] == [("3", "m = 1")]
    assert found.tables[0].rows == (("Symbol", "Value"), ("$x$", "0.5"))
    assert (found.tables[0].number, found.listings[0].language) == ("1", "python")
    assert found.health.resolved == found.health.references == 2


def test_plain_text_is_cut_at_its_numbered_headings(tmp_path: Path) -> None:
    found = read_paper(
        written(tmp_path, "p.txt", "Title\n\n1 Introduction\n\nWords.\n\n2 Method\n\nMore words.\n")
    )
    assert [(s.number, s.title) for s in found.sections][1:] == [("1", "Introduction"), ("2", "Method")]


def test_latex_html_and_pdf_of_one_paper_have_the_same_sections() -> None:
    latex, html, pdf = (
        read_paper(SAMPLES / f"adaptive-moments.{suffix}") for suffix in ("tex", "html", "pdf")
    )
    numbered = [(s.number, s.title) for s in latex.sections if s.number]
    assert [(s.number, s.title) for s in html.sections if s.number] == numbered
    assert [(s.number, s.title) for s in pdf.sections if s.number] == numbered


def test_html_keeps_the_equations_and_their_numbers() -> None:
    latex, html = (read_paper(SAMPLES / f"adaptive-moments.{suffix}") for suffix in ("tex", "html"))
    assert [entry.number for entry in html.equations] == [entry.number for entry in latex.equations]
    assert html.algorithms[0].latex.count("\\State") == latex.algorithms[0].latex.count("\\State")
    values = {entry.symbol: entry.number for entry in passage_of(html, "3.2").hyperparameters}
    assert values == {entry.symbol: entry.number for entry in passage_of(latex, "3.2").hyperparameters}


def test_a_pdf_says_that_its_mathematics_is_lost() -> None:
    found = read_paper(SAMPLES / "adaptive-moments.pdf")
    assert {entry.latex for entry in found.equations} == {""}
    assert any(loss.what.startswith("equation") for loss in found.health.losses)
    assert any(loss.what == "algorithm 1" for loss in found.health.losses)


@pytest.mark.parametrize("name", ["adaptive-moments", "mixing-augmentation", "paced-batching"])
def test_the_sample_papers_arrive_whole(name: str) -> None:
    found = read_paper(SAMPLES / f"{name}.tex")
    assert found.health.lost == 0
    assert found.health.resolved == found.health.references > 10
    assert found.health.algorithms == 1
    assert found.title
    assert found.abstract


def test_the_json_has_its_shape() -> None:
    shape = to_json(read_paper(SAMPLES / "adaptive-moments.tex"))
    assert shape["sections"][0] == {
        "number": "1",
        "title": "Introduction",
        "level": 1,
        "label": "sec:introduction",
    }
    assert {key: shape["equations"][9][key] for key in ("number", "label", "section")} == {
        "number": "10", "label": "eq:update", "section": "3.2",
    }  # fmt: skip
    assert shape["health"] == {
        "equations": 15, "algorithms": 1, "references": 19, "resolved": 19, "lost": 0, "losses": [],
    }  # fmt: skip


def test_the_outline_names_what_each_section_holds() -> None:
    assert "  3.2 Update rule  [Eqs. 6–10, Algorithm 1]" in outline(
        read_paper(SAMPLES / "adaptive-moments.tex")
    )


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.tex", "", "is empty"),
        ("a.tex", "\\begin{document}\\end{document}", "holds no text"),
        ("a.md", " \n", "is empty"),
        ("a.html", "<html><body></body></html>", "holds no text"),
        ("a.pdf", b"%PDF-1.4 broken", "not a readable PDF"),
        ("a.zip", b"PK\x03\x04abc", "damaged or not an archive"),
        ("a.xyz", "words", "not in a format"),
    ],
)
def test_bad_files_are_refused_clearly(tmp_path: Path, name: str, data: str | bytes, message: str) -> None:
    with pytest.raises(PaperError, match=message) as caught:
        read_paper(written(tmp_path, name, data))
    assert caught.value.hint


def test_a_missing_file_is_answered_with_near_names(tmp_path: Path) -> None:
    written(tmp_path, "paper.tex", "x")
    with pytest.raises(PaperError, match=r"no file .*papr\.tex") as caught:
        read_paper(tmp_path / "papr.tex")
    assert "paper.tex" in caught.value.hint


def test_a_folder_without_a_paper_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "README.md", "# About\n\nwords")
    with pytest.raises(PaperError, match="holds no paper"):
        read_paper(tmp_path)


def test_a_folder_without_latex_gives_its_one_paper_in_the_best_format(tmp_path: Path) -> None:
    written(tmp_path, "README.md", "# About\n\nwords")
    written(tmp_path, "paper.pdf", (SAMPLES / "adaptive-moments.pdf").read_bytes())
    assert read_paper(tmp_path).format == "pdf"
    written(tmp_path, "paper.md", MARKDOWN)
    assert read_paper(tmp_path).format == "markdown"
    written(tmp_path, "paper.html", "<html><h2>1 A</h2><p>words</p></html>")
    assert read_paper(tmp_path).format == "html"
    written(tmp_path, "paper.tex", "\\section{A} words")
    assert read_paper(tmp_path).format == "latex"


def test_a_folder_with_several_papers_lists_them(tmp_path: Path) -> None:
    written(tmp_path, "one.md", MARKDOWN)
    written(tmp_path, "two.md", MARKDOWN)
    with pytest.raises(PaperError, match="2 files that may be the paper") as caught:
        read_paper(tmp_path)
    assert caught.value.hint == "Name one of them: one.md, two.md."


@pytest.mark.parametrize("name", ["a.tex", "a.md", "a.txt", "a.html", "a"])
@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"A" * 99, bytes(range(1, 256)), b"text\x00text" * 9]
)
def test_a_binary_file_is_refused_whatever_its_name(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(PaperError, match="is a binary file, not text"):
        read_paper(written(tmp_path, name, data))


def test_utf_16_is_read(tmp_path: Path) -> None:
    text = "\\documentclass{article}\\begin{document}\\section{Café}Words.\\end{document}"
    found = read_paper(written(tmp_path, "a.tex", text.encode("utf-16")))
    assert (found.sections[0].title, found.health.lost) == ("Café", 0)


def test_a_paper_without_headings_says_what_can_be_asked_for(tmp_path: Path) -> None:
    found = read_paper(written(tmp_path, "a.tex", "Words. \\begin{equation} m = 1 \\end{equation}"))
    with pytest.raises(TargetError) as caught:
        passage_of(found, "4.2")
    assert "The paper has: Eq. (1); “the method”, which is all of it" in caught.value.hint
    assert [item.id for item in passage_of(found, "the method").items] == ["equation-1"]


_PIECES = st.sampled_from(
    [
        "\\section{A}", "\\begin{equation}", "\\end{equation}", "\\begin{align}", "\\end{align}", "&",
        "\\\\", "$", "$$", "{", "}", "[", "]", "\\newcommand{\\a}[1]{#1}", "\\a", "\\def\\b#1{\\a{#1}}",
        "\\b", "\\label{x}", "\\ref{x}", "\\cref{x,y}", "\\begin{table}", "\\end{table}",
        "\\begin{tabular}{c}", "\\end{tabular}", "\\caption{c}", "%", "\n", "\n\n", " word ",
        "\\begin{algorithm}", "\\end{algorithm}", "\\verb|", "|", "\\item", "\\begin{itemize}",
        "\\end{itemize}", "\\input{main}", "\\iffalse", "\\fi", "\\else", "\\let\\a=\\b", "\\", "#1",
        "~", "^", "_", "\\'e", "\\multicolumn{2}{c}{x}", "\\footnote{", "\\(", "\\)", "\\[", "\\]",
        "\\appendix", "\\begin{lstlisting}", "\\thesection",
        "\\renewcommand{\\thesection}{\\thesection}", "\\setcounter{section}{9}", "\\begin{document}",
        "\\end{document}", "\\csname", "\\endcsname", "\\expandafter", "\\def\\d#1\\e{#1\\d}", "\\d",
        "\\NewDocumentCommand{\\f}{s O{x} m d() t+ e{^_} g}{#1#2#3\\IfValueTF{#4}{#4}{\\f}}", "\\f",
        "*", "(", ")", "+", "\\e", "\\newcommand{\\g}{\\@ifstar\\a\\b}", "\\g", "\\frontmatter", "\\eqno",
        "\\texorpdfstring", "\\nonumber", "\\begin{longtable}{c}", "\\end{longtable}", "\\endhead",
        "\\begin{IEEEeqnarray}{rCl}", "\\nameref{x}", "\\end{IEEEeqnarray}", "\\IfBooleanF",
        "\\NewDocumentEnvironment{h}{m}{#1}{}", "\\begin{h}", "\\end{h}",
    ]
)  # fmt: skip


def _read_or_none(path: Path) -> Paper | None:
    """The paper, or None when it was refused with one of our errors; any other error fails the test."""
    try:
        return read_paper(path)
    except RcaError:
        return None


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(_PIECES | st.text(max_size=6), max_size=40))
def test_no_latex_raises_anything_but_our_errors(tmp_path: Path, pieces: list[str]) -> None:
    source = "\\documentclass{article}\\begin{document}\\section{S}" + "".join(pieces) + "\\end{document}"
    path = tmp_path / "main.tex"
    path.write_bytes(source.encode("utf-8", "surrogatepass"))
    found = _read_or_none(path)
    if found is None:
        return
    assert found.health.resolved <= found.health.references
    for section in found.sections:
        assert passage_of(found, section.id).sections[0] == section


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutilated_paper_raises_nothing_but_our_errors(tmp_path: Path, data: st.DataObject) -> None:
    source = (SAMPLES / "adaptive-moments.tex").read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(source) - 1))
        length = data.draw(st.integers(0, 60))
        source = source[:start] + data.draw(_PIECES | st.just("")) + source[start + length :]
    path = tmp_path / "main.tex"
    path.write_text(source, encoding="utf-8")
    found = _read_or_none(path)
    assert found is None or found.digest


def test_a_file_that_is_not_there_is_named_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "drafts").mkdir()
    with pytest.raises(PaperError, match=r"There is no file drafts/paper\.tex") as caught:
        read_paper("drafts/paper.tex")
    assert caught.value.hint == "drafts/ holds no paper."
    with pytest.raises(PaperError) as caught:
        read_paper("paper.tex")
    assert caught.value.hint == "The folder you are in holds no paper."


def test_a_missing_paper_is_sought_in_the_folders_and_no_export_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written = "plain.ipynb", "plain.html", "notes.txt", "papers/adam.tex", "papers/old/sgd.tex"
    for name in (*written, ".hidden/secret.tex", "node_modules/x.tex", "papers/old/deep/er/far.tex"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    def hint(name: str) -> str:
        with pytest.raises(PaperError) as caught:
            read_paper(name)
        return caught.value.hint

    assert hint("nothere.tex") == (
        "In the folder you are in there is: notes.txt, papers/adam.tex, papers/old/sgd.tex."
    )
    assert hint("adam.txt").startswith("In the folder you are in there is: papers/adam.tex, ")
    assert hint("paper").startswith("In the folder you are in there is: papers, ")
    assert hint("papers/sdg.tex") == "In papers/ there is: old/sgd.tex, adam.tex."
