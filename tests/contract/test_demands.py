"""What the prose of a section demands, and what it only tells."""

from __future__ import annotations

import pytest

from rca_kernel.contract import contract_of
from rca_kernel.contract.demands import LONGEST, demands
from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.passage import Hyperparameter, Passage


def section(text: str, title: str = "Update", number: str = "3.2", id: str = "s1") -> Section:
    return Section(id, number, title, 2, Span("p.tex", 100, 100 + len(text)), text=text)


def quotes(text: str) -> list[str]:
    return [demand.quote for demand in demands(section(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "We draw a coefficient from the Beta distribution once for each batch.",
        "The gradients are then averaged over all of the workers.",
        "Normalise the scores of the candidates by their largest one.",
        "1. **Threshold:** Compute the threshold from the largest probability.",
        "A bias must never be decayed by the rule.",
        "The encoder takes a window of sixteen tokens as its input.",
        "In the last layer, we simplify the matrix to its diagonal.",
        "Mixing is switched off for the last epochs of a run.",
        "The mixture distribution of both sources is $D = (1 - a) P + a Q$.",
        "Specifically, we sample an integer $k \\sim U$ and apply the mask as follows:\n\n$$ m = g $$",
    ],
)
def test_a_sentence_that_says_what_is_done_is_a_demand(sentence: str) -> None:
    said = sentence.partition("\n\n")[0]
    assert [quote[-20:] for quote in quotes(sentence)] == [said[-20:]]


@pytest.mark.parametrize(
    "sentence",
    [
        "Previous methods are trained with a large set of labels.",
        "We show that this loss is minimised by the true density.",
        "However, the estimate is dominated by a few of the terms.",
        "Intuitively, small steps are taken where the curvature is high.",
        "This might be computed in several other ways by the reader.",
        "Our method outperforms what is used by everyone else today.",
        "where $\\tau$ is set by the user of the method beforehand.",
        "Algorithm 1 is called once for each of the batches.",
        "Why is the loss computed on the second half alone?",
        "Theorem 2 is applied to the sum of both of the terms.",
        "The moments are then computed as follows\n\n$$ m = g $$",
        "It is used.",
        "We adapt the quantification framework of other authors to abstracts.",
        "In addition, we extend this framework for our application with two differences:",
        "The tokens of the whole list are $T = \\{t_1, \\dots, t_M\\}$ from the vocabulary.",
        "The size of each of the batches is $B = 64$ throughout.",
    ],
)
def test_motivation_results_and_what_a_formula_says_are_none(sentence: str) -> None:
    assert quotes(sentence) == []


def test_sentences_that_explain_go_with_the_demand_of_their_paragraph() -> None:
    text = (
        "There are two groups of arrays. The first holds all matrices. An embedding is none of them.\n\n"
        "The mean is formed before clipping. This is e.g. the case for biases. We show that it helps a lot."
    )
    found = list(demands(section(text)))
    assert [demand.quote for demand in found] == [
        "There are two groups of arrays. The first holds all matrices. An embedding is none of them.",
        "The mean is formed before clipping. This is e.g. the case for biases.",
    ]
    assert all(100 <= demand.span.start < demand.span.end for demand in found)


def test_a_long_demand_is_cut_between_words() -> None:
    (quote,) = quotes("We add " + "very " * 200 + "long lists.")
    assert len(quote) <= LONGEST + 2
    assert quote.endswith("very …")


def passage(*sections: Section, **more: object) -> Passage:
    return Passage("3.2", "3.2", "T", "p.tex", sections, **{"items": (), **more})  # type: ignore[arg-type]


def test_one_requirement_a_demand_and_none_twice() -> None:
    span = Span("p.tex", 0, 1)
    text = "We set the rate to $a = 0.1$ in all runs. The rate $a$ is halved every ten steps. We add them up."
    value = Hyperparameter("a", "0.1", "We set the rate to $a = 0.1$ in all runs.", span, number=0.1)
    unused = Hyperparameter("b", "3", "We use $b = 3$.", span, number=3.0)
    items = (
        Equation("e1", "1", "y = 2 x", "s1", span),
        Equation("e2", "9", "y \\,=\\, 2 x .", "s1", span),
    )
    contract = contract_of(passage(section(text), items=items, hyperparameters=(value, unused)))
    assert [item.id for item in contract] == ["e1", "text:3.2", "value:a"]
    assert "halved" in contract["text:3.2"].quote


def test_several_demands_are_numbered_and_sections_of_results_have_none() -> None:
    method = section("The mean is formed first. Each entry is then clipped to one.")
    results = section("All scores are averaged over five runs.", "Results", "3.3", "s2")
    contract = contract_of(passage(method, results))
    assert [(item.id, item.title) for item in contract] == [
        ("text:3.2:1", "3.2: The mean is formed first."),
        ("text:3.2:2", "3.2: Each entry is then clipped to one."),
    ]


def test_clauses_that_each_demand_something_are_told_apart() -> None:
    several = "For images, we use a scale of $w$ (first 2; then 3); for text, we use the constant scale one."
    one = "The mean is formed over all of the samples; the reason is given in the text below."
    contract = contract_of(passage(section(f"{several} {one}")))
    assert [item.quote for item in contract] == [
        "For images, we use a scale of $w$ (first 2; then 3)",
        "for text, we use the constant scale one.",
        one,
    ]


def test_prose_without_a_clear_demand_is_one_requirement() -> None:
    text = "The hat on a symbol stands for an estimate of the quantity below it, all through the text."
    contract = contract_of(passage(section(text)))
    assert [(item.id, item.title, item.quote) for item in contract] == [
        ("text:3.2", "Prose of 3.2 Update", text)
    ]


def test_values_that_contradict_each_other_stand_with_their_places() -> None:
    span = Span("p.tex", 0, 1)
    values = (
        Hyperparameter("a", "0.1", "a = 0.1", span, number=0.1, where="Section 4"),
        Hyperparameter("a", "0.2", "a = 0.2", span, number=0.2, where="Appendix B"),
    )
    contract = contract_of(passage(section("Here $a$ is it."), hyperparameters=values))
    assert contract["value:a"].note == "the paper states several values: 0.1 in Section 4; 0.2 in Appendix B"


def test_a_value_stated_alone_and_among_others_is_told_once() -> None:
    span = Span("p.tex", 0, 1)
    values = tuple(
        Hyperparameter("a", value, f"a = {value}", span) for value in ("0.2", "0.05", "0.3", "0.05 or 0.1")
    )
    contract = contract_of(passage(section("Here $a$ is it."), hyperparameters=values))
    assert contract["value:a"].title == "$a = 0.2, 0.05, 0.3 or 0.1$"


@pytest.mark.parametrize(
    "declared",
    [
        r"Let $\theta \in \mathbb{R}^d$ be the parameters.",
        r"We denote by $\mathcal{D}$ the data.",
        r"Here $\odot$ is the elementwise product.",
    ],
)
def test_a_declaration_is_no_demand_and_explains_none(declared: str) -> None:
    demand = "The rows of the matrix are shuffled before every epoch."
    assert quotes(f"{demand} {declared}") == [demand]
    assert quotes(f"{declared} {demand}") == [demand]


def test_text_without_headings_is_named_by_its_words_alone() -> None:
    nameless = Section("section-front", "", "", 1, Span("p.tex", 0, 1), text="The mean is formed first.")
    held = Equation("equation-u1", "", "y = 2x", "section-front", Span("p.tex", 0, 1))
    contract = contract_of(Passage("t", "t", "p", "p.tex", (nameless,), (held,)))
    assert [item.title for item in contract] == ["Unnumbered equation", "The mean is formed first."]
