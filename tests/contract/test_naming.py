"""Requirements in a text by their titles."""

from __future__ import annotations

from rca_kernel.contract import Contract, Requirement, with_titles
from rca_kernel.paper.document import Span

SPAN = Span("a.tex", 0, 1)
CONTRACT = Contract(
    [
        Requirement("equation-1", "equation", "Eq. (1)", "q", SPAN),
        Requirement("equation-12", "equation", "Eq. (12)", "q", SPAN),
        Requirement("value:\\lambda", "hyperparameter", "$\\lambda = 0.01$", "q", SPAN),
        Requirement("r", "statement", "a statement", "q", SPAN),
    ]
)


def test_ids_become_titles_whole_ones_only() -> None:
    assert with_titles("equation-12 verified, equation-1 open", CONTRACT) == "Eq. (12) verified, Eq. (1) open"
    assert with_titles("value:\\lambda is verified", CONTRACT) == "$\\lambda = 0.01$ is verified"
    assert with_titles("equation-123, my-equation-1", CONTRACT) == "equation-123, my-equation-1"


def test_neither_paths_nor_words_are_rewritten() -> None:
    for said in ("write file: figures/equation-1.py", "write file: equation-1.py", "in equation-1/notes"):
        assert with_titles(said, CONTRACT) == said
    words = Contract([Requirement("data", "statement", "4: the data are shuffled", "q", SPAN)])
    assert with_titles("KeyError: 'data' in data", words) == "KeyError: 'data' in data"
    assert with_titles("It is equation-1. So", CONTRACT) == "It is Eq. (1). So"


def test_an_id_that_might_be_any_word_stays() -> None:
    assert with_titles("r is open", CONTRACT) == "r is open"
    assert with_titles("r is open", Contract()) == "r is open"
