"""Real papers that stand beside the repository on the machines that have them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from rca_kernel.adapters.readers.registry import read_paper

ROOT = Path(__file__).resolve().parents[2]
PAPERS = next(
    (up / "shared" / "papers" for up in ROOT.parents if (up / "shared" / "papers").is_dir()), ROOT / "none"
)
EXPECTED = json.loads(
    (ROOT / "tests" / "paper" / "fixtures" / "shared_sections.json").read_text(encoding="utf-8")
)
FILES = sorted(PAPERS.glob("*.tex"))

pytestmark = pytest.mark.skipif(not FILES, reason="the shared papers are not on this machine")


@pytest.mark.parametrize("name", EXPECTED)
def test_sections_have_the_numbers_and_titles_that_latex_prints(name: str) -> None:
    found = read_paper(PAPERS / f"{name}.tex")
    assert [[s.number, s.title, s.level] for s in found.sections] == EXPECTED[name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_references_are_resolved_and_only_pictures_are_lost(path: Path) -> None:
    found = read_paper(path)
    assert found.health.resolved >= 0.99 * found.health.references > 0
    assert {loss.what for loss in found.health.losses} <= {"picture"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_macro_of_the_paper_is_left_in_its_equations(path: Path) -> None:
    found = read_paper(path)
    for name in ("\\vx", "\\vz", "\\mF", "\\gO", "\\E", "\\R", "\\eps", "\\vtheta", "\\modelname"):
        assert not [
            entry.id for entry in found.equations if f"{name}{{" in entry.latex or f"{name}_" in entry.latex
        ]


_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_HIDDEN = re.compile(
    r"\\begin\{(comment|verbatim|lstlisting|algorithm\*?|minted)\}.*?\\end\{\1\}|\\iffalse.*?\\fi", re.DOTALL
)
_DISPLAY = re.compile(
    r"\\begin\{(equation|align|gather|multline|eqnarray|alignat|flalign|displaymath)(\*?)\}.*?\\end\{\1\2\}"
    r"|(?<!\\)\\\[.*?\\\]|\$\$.+?\$\$",
    re.DOTALL,
)
_DEFINED = re.compile(r"\\(?:(?:re)?newcommand\*?|def)\s*\{?(\\[A-Za-z]+)")


def displays(path: Path) -> list[tuple[int, int]]:
    """Where the source has displays, by a reading of our own: comments and hidden parts blanked out."""
    source = path.read_text(encoding="utf-8")
    for pattern in (_COMMENT, _HIDDEN):
        source = pattern.sub(lambda found: " " * len(found.group()), source)
    start = source.index("\\begin{document}")
    end = source.index("\\end{document}")
    return [found.span() for found in _DISPLAY.finditer(source, start, end)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_display_of_the_source_is_found_exactly_once(path: Path) -> None:
    spans = sorted((entry.span.start, entry.span.end) for entry in read_paper(path).equations)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    for start, end in displays(path):
        inside = [span for span in spans if start <= span[0] and span[1] <= end]
        assert inside, path.read_text(encoding="utf-8")[start : start + 80]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_macro_of_the_paper_is_expanded_in_its_equations(path: Path) -> None:
    source = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    own = set(_DEFINED.findall(source)) - {"\\label", "\\ref", "\\b", "\\c"}
    redefined = {name for name in own if re.search(rf"\\renewcommand\*?\s*\{{?{re.escape(name)}\b", source)}
    for entry in read_paper(path).equations:
        used = set(re.findall(r"\\[A-Za-z]+", entry.latex))
        assert not used & (own - redefined), entry.id


_NUMBERED = re.compile(
    r"\\begin\{(equation|align|gather|multline|eqnarray|alignat|flalign)\}(.*?)\\end\{\1\}", re.DOTALL
)


def printed_numbers(path: Path) -> int:
    """How many numbers LaTeX prints beside displays: one a display, one a row of the aligned ones."""
    source = path.read_text(encoding="utf-8")
    for pattern in (_COMMENT, _HIDDEN):
        source = pattern.sub("", source)
    body = source[source.index("\\begin{document}") : source.index("\\end{document}")]
    count = 0
    for name, inside in _NUMBERED.findall(body):
        whole = re.sub(r"\\begin\{(\w+\*?)\}.*?\\end\{\1\}", "x", inside, flags=re.DOTALL)
        rows = [inside] if name in ("equation", "multline") else re.split(r"\\\\(?:\[[^\]]*\])?", whole)
        rows = rows[:-1] if len(rows) > 1 and not rows[-1].strip() else rows
        count += sum(not re.search(r"\\(?:nonumber|notag)\b", row) for row in rows)
    return count


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_as_many_displays_have_numbers_as_latex_prints(path: Path) -> None:
    found = read_paper(path)
    assert sum(bool(entry.number) for entry in found.equations) == printed_numbers(path)
