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


def test_an_id_that_might_be_any_word_stays() -> None:
    assert with_titles("r is open", CONTRACT) == "r is open"
    assert with_titles("r is open", Contract()) == "r is open"
