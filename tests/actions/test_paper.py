from __future__ import annotations

from dataclasses import replace

import pytest

from rca_kernel import actions as a
from rca_kernel.actions import Action, Observation, Performer
from rca_kernel.contract import Requirement
from rca_kernel.errors import TargetError
from rca_kernel.memory import Memory
from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.passage import Hyperparameter, Leaned, Notation, Passage
from rca_kernel.testing.fake_notebook import FakeNotebook

SPAN = Span("sample.tex", 0, 10)
PASSAGE = Passage(
    "Section 2",
    "2 Update",
    "A sample",
    "sample.tex",
    (),
    (Equation("eq-1", "1", r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t", "s2", SPAN),),
    leaned=(Leaned(Equation("eq-9", "9", r"\beta_2 = 1 - \beta_{1}", "s5", SPAN), "it is used", 1),),
    hyperparameters=(
        Hyperparameter(r"\beta_1", "0.9", "we set it to 0.9", SPAN, name="momentum"),
        Hyperparameter("", "64", "a batch size of 64", SPAN, name="batch size"),
    ),
    notation=(Notation("m_t", "the running mean", "where m_t is the running mean", SPAN, shape="vector"),),
)


async def do(performer: Performer, action: Action) -> Observation:
    return await performer.perform(action, performer.memory.plan["2"])


@pytest.fixture
def performer(memory: Memory) -> Performer:
    return Performer(FakeNotebook(), memory, passage=PASSAGE)


@pytest.mark.parametrize("symbol", [r"\beta_1", r"\beta_{1}", "beta_1", r"$\beta_1$"])
async def test_a_symbol_is_looked_up_however_it_is_spelt(performer: Performer, symbol: str) -> None:
    seen = await do(performer, a.LookUpSymbol(symbol))
    assert seen.ok
    assert seen.text.splitlines() == [
        r"\beta_1 = 0.9 (momentum) “we set it to 0.9”",
        "used in Eq. (1), Eq. (9)",
    ]


async def test_meanings_are_found_at_another_index_and_values_by_their_name(performer: Performer) -> None:
    assert "m_t: the running mean (vector)" in (await do(performer, a.LookUpSymbol("m_i"))).text
    assert (
        await do(performer, a.LookUpSymbol("batch size"))
    ).text == "batch size = 64 (batch size) “a batch size of 64”"


async def test_the_equation_that_says_what_a_symbol_is_comes_whole(performer: Performer) -> None:
    seen = await do(performer, a.LookUpSymbol(r"\beta_2"))
    assert r"in Eq. (9): \beta_2 = 1 - \beta_{1}" in seen.text


async def test_a_symbol_without_an_entry_is_answered_with_the_sentences_that_have_it(memory: Memory) -> None:
    quote = "Training runs for $T = 600$ steps with mini-batches of $B = 64$ images."
    passage = replace(PASSAGE, hyperparameters=(Hyperparameter("T", "600", quote, SPAN),))
    performer = Performer(FakeNotebook(), memory, passage=passage)
    assert (await do(performer, a.LookUpSymbol("B"))).text == f"“{quote}”"
    assert not (await do(performer, a.LookUpSymbol("Q"))).ok


async def test_of_a_figure_the_sentences_that_name_it_are_told(memory: Memory) -> None:
    def read(target: str) -> str:
        raise TargetError(f"No {target}.")

    section = Section("s2", "2", "Update", 2, SPAN, text="It falls.\nFigure 3 shows how fast.")
    performer = Performer(
        FakeNotebook(), memory, read_paper=read, passage=replace(PASSAGE, sections=(section,))
    )
    assert (await do(performer, a.LookUpReference("Figure 3"))).text == "“Figure 3 shows how fast.”"
    assert "No Figure 4." in (await do(performer, a.LookUpReference("Figure 4"))).text


async def test_where_a_symbol_is_not_defined_its_occurrences_are_told(memory: Memory) -> None:
    section = Section("s2", "2", "Update", 2, SPAN, text="It starts at one. The step $\\eta$ shrinks.")
    passage = replace(PASSAGE, sections=(section,))
    performer = Performer(FakeNotebook(), memory, passage=passage)
    assert (await do(performer, a.LookUpSymbol(r"\eta"))).text.splitlines() == [
        r"No definition of \eta found; it occurs:",
        r"“The step $\eta$ shrinks.” [Section 2]",
    ]
    assert (await do(performer, a.LookUpSymbol("g_t"))).text.splitlines() == [
        "No definition of g_t found; it occurs:",
        "used in Eq. (1)",
    ]


async def test_an_unknown_symbol_is_answered_with_the_known_ones(performer: Performer) -> None:
    seen = await do(performer, a.LookUpSymbol(r"\gamma"))
    assert not seen.ok
    assert r"It names: m_t, \beta_1." in seen.text


async def test_without_passage_or_paper_the_prompt_is_pointed_to(memory: Memory) -> None:
    for action in (a.LookUpSymbol("x"), a.ReadPaper("Section 2")):
        seen = await do(Performer(FakeNotebook(), memory), action)
        assert not seen.ok
        assert "not at hand" in seen.text


async def test_a_long_part_of_the_paper_says_how_to_read_less(memory: Memory) -> None:
    performer = Performer(FakeNotebook(), memory, read_paper=lambda target: "word\n" * 9000)
    seen = await do(performer, a.ReadPaper("Section 2"))
    assert len(seen.text) < 13_000
    assert "read a smaller part" in seen.text


async def test_an_equation_becomes_a_function_that_computes_it(performer: Performer) -> None:
    seen = await do(performer, a.TranslateEquation(latex="y = 3 x + b"))
    assert seen.ok
    space: dict[str, object] = {}
    exec(f"import numpy as np\n{seen.text}", space)
    (function,) = [value for value in space.values() if getattr(value, "__code__", None)]
    assert function(x=2.0, b=1.0) == 7.0  # type: ignore[operator]
    of_contract = await do(performer, a.TranslateEquation("eq:1"))
    assert "2 * x" in of_contract.text


async def test_what_has_no_single_meaning_is_refused_with_the_reason(performer: Performer) -> None:
    seen = await do(performer, a.TranslateEquation(latex=r"y = x_{\star\star} \bowtie z"))
    assert not seen.ok
    assert "Not translated" in seen.text


async def test_prose_and_both_or_neither_argument_are_refused(performer: Performer, memory: Memory) -> None:
    memory.contract.add(Requirement("text:1", "statement", "no decay", "never decayed", SPAN))
    for action in (
        a.TranslateEquation(),
        a.TranslateEquation("eq:1", "y = x"),
        a.TranslateEquation("text:1"),
    ):
        assert not (await do(performer, action)).ok


async def test_a_value_stated_beside_another_is_found_in_its_sentence(memory: Memory) -> None:
    quote = "We set $c = 1$ and draw batches of $B = 64$ images."
    passage = replace(PASSAGE, hyperparameters=(Hyperparameter("c", "1", quote, SPAN, where="Section 4"),))
    performer = Performer(FakeNotebook(), memory, passage=passage)
    assert (await do(performer, a.LookUpSymbol("B"))).text == f"“{quote}” [Section 4]"
    assert (await do(performer, a.LookUpSymbol("c"))).text.count(quote) == 1
    assert (await do(performer, a.LookUpSymbol("batches"))).text == f"“{quote}” [Section 4]"
