"""A passage fitted to a number of tokens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.agents.prompting import passage_text
from rca_kernel.errors import TargetError
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Equation, Section
from rca_kernel.paper.fitting import fit, text_of, tokens_of
from rca_kernel.paper.passage import Passage

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
PAPER = read_latex(SAMPLES / "adaptive-moments.tex")
WHOLE = passage_of(PAPER, "Section 3.2")


def size(passage: Passage) -> int:
    """Characters that the passage brings into a prompt, equations in the text counted once."""
    shown = {section.id for section in passage.sections}
    texts = [section.text for section in passage.sections]
    texts += [
        text_of(item) for item in passage.items if item.section not in shown or item.id[:8] != "equation"
    ]
    texts += [value.quote + value.value + value.symbol for value in passage.hyperparameters]
    texts += [entry.meaning + entry.symbol for entry in passage.notation]
    texts += [assumption.name + assumption.text for assumption in passage.assumptions]
    texts += [text_of(leaned.item) for leaned in passage.leaned]
    return sum(map(len, texts))


def test_what_fits_is_left_alone() -> None:
    assert fit(WHOLE, 100_000) is WHOLE
    assert WHOLE.left_out == ()


@settings(max_examples=60)
@given(tokens=st.integers(1, 6000))
def test_nothing_formal_is_cut_and_everything_left_out_is_named(tokens: int) -> None:
    fitted = fit(WHOLE, tokens)
    assert size(fitted) <= 3 * tokens + 3
    assert set(fitted.items) <= set(WHOLE.items)
    assert set(fitted.leaned) <= set(WHOLE.leaned)
    text = fitted.sections[0].text
    assert text.count("$$") % 2 == 0
    for block in filter(None, text.split("\n\n")):
        assert block in WHOLE.sections[0].text
    for equation in fitted.equations():
        assert equation.latex in text
    assert (fitted == WHOLE) == (fitted.left_out == ())
    if fitted.left_out:
        assert fitted.left_out[0] in fitted.warnings[-1]


PASSAGES = [
    passage_of(paper, target)
    for name, targets in (
        ("adaptive-moments", ("3.3", "3.4", "Eq. (7)", "Algorithm 1")),
        ("mixing-augmentation", ("3.2", "3.4", "Algorithm 1", "3.5")),
        ("paced-batching", ("3.1", "3.3", "A", "Sections 3.1-3.2, Algorithm 1")),
    )
    for paper in [read_latex(SAMPLES / f"{name}.tex")]
    for target in targets
]


@settings(max_examples=120)
@given(passage=st.sampled_from(PASSAGES), tokens=st.one_of(st.integers(1, 200), st.integers(200, 4000)))
def test_what_a_prompt_shows_of_any_budget_is_whole(passage: Passage, tokens: int) -> None:
    shown = passage_text(passage, tokens)
    parts = [*passage.items, *(entry.item for entry in passage.leaned)]
    known = {"".join(part.latex.split()) for part in parts if isinstance(part, Equation)}
    known |= {"".join(text.split()) for text in re.findall(r"\$\$(.*?)\$\$", _sources(passage), re.DOTALL)}
    for display in re.findall(r"\$\$(.*?)\$\$", shown, re.DOTALL):
        assert "".join(display.split()) in known
    assert shown.count("\\begin{algorithmic}") == shown.count("\\end{algorithmic}")
    assert size(fit(passage, tokens)) <= 3 * tokens + 3


def _sources(passage: Passage) -> str:
    leaned = [entry.item.text for entry in passage.leaned if isinstance(entry.item, Section)]
    return "\n".join([*(section.text for section in passage.sections), *leaned])


def test_formulas_stay_longest_and_what_is_far_goes_first() -> None:
    enough = tokens_of("x" * size(WHOLE))
    fitted = fit(WHOLE, enough * 2 // 3)
    assert list(fitted.equations()) == list(WHOLE.equations())
    assert list(fitted.algorithms()) == list(WHOLE.algorithms())
    kept = {leaned.item.id for leaned in fitted.leaned}
    lost = [leaned for leaned in WHOLE.leaned if leaned.item.id not in kept]
    assert lost
    formal = [leaned.distance for leaned in fitted.leaned if not isinstance(leaned.item, Section)]
    assert min(leaned.distance for leaned in lost) >= min(formal, default=1)


def test_a_shortened_section_still_points_at_its_source() -> None:
    fitted = fit(WHOLE, 400).sections[0]
    assert 0 < len(fitted.text) < len(WHOLE.sections[0].text)
    whole = WHOLE.sections[0]
    for block in fitted.text.split("\n\n"):
        here, there = fitted.text.index(block), whole.text.index(block)
        assert fitted.source(here + 2, here + 9) == whole.source(there + 2, there + 9)


def test_no_tokens_is_an_error() -> None:
    with pytest.raises(TargetError, match="cannot be fitted to 0"):
        fit(WHOLE, 0)
