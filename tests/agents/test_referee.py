from __future__ import annotations

from typing import Any

import pytest

from rca_kernel.agents.referee import check_source, checkable
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import ActionError
from rca_kernel.paper.document import Span

SPAN = Span("a.tex", 0, 1)
MHAT = Requirement("eq-8", "equation", "Eq. (8)", r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t} ,", SPAN)
VAGUE = Requirement("eq-9", "equation", "Eq. (9)", r"x \approx y", SPAN)
PROSE = Requirement("text:3", "statement", "Prose", "Do this.", SPAN)


def run(source: str, **space: Any) -> None:
    exec(source, space)


def test_right_code_of_another_author_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    run(check_source(MHAT, "correct(m_t, beta_1, steps=t)"), correct=lambda m, b, steps: m / (1 - b**steps))
    assert "agrees with Eq. (8) at 8 of 8 points" in capsys.readouterr().out


def test_wrong_code_is_found_out() -> None:
    with pytest.raises(AssertionError):
        run(check_source(MHAT, "wrong(m_t, beta_1, t)"), wrong=lambda m, b, t: m / (1 - b * t))


@pytest.mark.parametrize(
    ("requirement", "call", "said"),
    [
        (PROSE, "f(x)", "not an equation"),
        (VAGUE, "f(x)", "cannot be evaluated formally"),
        (MHAT, "x = 1", "not a Python expression"),
        (MHAT, "", "not a Python expression"),
    ],
)
def test_what_cannot_be_refereed_is_refused(requirement: Requirement, call: str, said: str) -> None:
    with pytest.raises(ActionError, match=said):
        check_source(requirement, call)


def test_the_contract_says_which_equations_are_checkable_and_in_which_names() -> None:
    assert checkable(Contract([MHAT, VAGUE, PROSE])) == {"eq-8": "m_t, beta_1, t"}
