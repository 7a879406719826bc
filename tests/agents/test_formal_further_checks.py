"""Checks beyond the formula itself: identities, gradients, what the text states; and that each can fail."""

from __future__ import annotations

from typing import Any

import pytest

from rca_kernel.agents.formal_gradients import stated_gradient
from rca_kernel.agents.formal_plan import FormalWork, work_of
from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.passage import Passage

SPAN = Span("a.tex", 0, 1)


def passage(text: str, *latex: str) -> Passage:
    section = Section("s", "3", "Method", 1, SPAN, text=text)
    items = tuple(Equation(f"eq-{n}", str(n), one, "s", SPAN) for n, one in enumerate(latex, start=1))
    return Passage("Section 3", "3 Method", "A paper", "a.tex", (section,), items)


def sources(work: FormalWork) -> list[str]:
    return [c.source for part in work.parts for p in part.pieces for c in p.planned if c.cell_type == "code"]


def run(work: FormalWork, *wrong: tuple[str, str]) -> str:
    """What the notebook prints; `wrong` replaces source in its functions."""
    import contextlib
    import io

    said = io.StringIO()
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(said):
        for source in sources(work):
            for old, new in wrong:
                if source.startswith("def ") and old in source:
                    source = source.replace(old, new)  # noqa: PLW2901
            exec(source, space)
    return said.getvalue()


LOSS = r"L(\theta) = \frac{1}{2} \|X \theta - y\|_2^2"
SLOPE = r"\nabla_\theta L(\theta) = X^\top (X \theta - y)"


def test_a_stated_gradient_is_held_against_central_differences() -> None:
    work = work_of(passage("", LOSS, SLOPE))
    said = run(work)
    assert "grad_L agrees with central differences of compute_L at 5 of 5 points" in said


def test_a_gradient_that_is_not_that_of_the_loss_is_found_out() -> None:
    work = work_of(passage("", LOSS, r"\nabla_\theta L(\theta) = 2 X^\top (X \theta - y)"))
    with pytest.raises(AssertionError, match="central differences of compute_L give"):
        run(work)


@pytest.mark.parametrize(
    ("latex", "wanted"),
    [
        (SLOPE, ("L", r"\theta")),
        (r"\frac{\partial \ell}{\partial z} = p - y", (r"\ell", "z")),
        (r"\nabla J(w) = 2 w", ("J", "w")),
        (r"g_t = \nabla_\theta f(\theta)", None),
        (r"L = x^2", None),
    ],
)
def test_what_is_differentiated_by_what(latex: str, wanted: tuple[str, str] | None) -> None:
    assert stated_gradient(latex) == wanted


IDENTITY = r"(1 - \beta) \sum_{i=1}^{t} \beta^{t-i} = 1 - \beta^t"


def test_an_identity_is_checked_on_both_sides() -> None:
    work = work_of(passage(r"$\beta \in [0, 1)$", IDENTITY))
    assert "left_of_eq_1 = right_of_eq_1 agrees with Eq. (1) at 5 of 5 points" in run(work)
    with pytest.raises(AssertionError):
        run(work, ("return 1 - beta**t", "return 1 - beta * t"))


def test_an_equation_to_be_solved_is_no_identity() -> None:
    work = work_of(passage("", r"x^2 + 1 = 2 x z", r"y = 2 x"))
    assert not work.contract["eq-1"].resolved


SCHEDULE = r"a_t = b + (c - b) \frac{t}{T}"
VALUES = r"Here $T > 0$. The rate $a_t$ equals $b$ at $t = 0$ and $c$ at $t = T$."


def test_values_that_the_text_states_at_points_are_checked_with_their_quote() -> None:
    work = work_of(passage(VALUES, SCHEDULE))
    said = run(work)
    assert (
        "a_t at t = 0 agrees with “The rate $a_t$ equals $b$ at $t = 0$ and $c$ at $t = T$” at 5 of 5" in said
    )
    assert "a_t at t = T agrees with" in said
    check = next(s for s in sources(work) if "a_t at t = T" in s)
    with pytest.raises(AssertionError, match="a_t at t = T differs from"):
        exec(check, {**_space(work), "a_t": lambda t, b, c, T: b + (c - b) * t / T**2})


def _space(work: FormalWork) -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(sources(work)[0], space)
    return space


def test_bounds_that_the_text_states_are_checked() -> None:
    work = work_of(passage(r"The gate $g$ lies between zero and one.", r"g = \frac{1}{1 + \exp(-x)}"))
    assert "compute_g within [0, 1] agrees with “The gate $g$ lies between zero and one” at 5 of 5" in run(
        work
    )
    check = next(s for s in sources(work) if "within [0, 1]" in s)
    with pytest.raises(AssertionError, match=r"within \[0, 1\] differs"):
        exec(check, {**_space(work), "compute_g": lambda x: x - 3.5})


def test_what_is_stated_but_random_inputs_need_not_meet_is_said_and_not_checked() -> None:
    work = work_of(passage(r"The score $s$ lies between zero and one.", r"s = 3 x"))
    assert not any("within" in source for source in sources(work))
    remarks = [c.remark for part in work.parts for p in part.pieces for c in p.planned if c.remark]
    assert remarks == ["stated “The score $s$ lies between zero and one”, which random inputs need not meet"]


def test_another_name_for_a_function_is_no_implementation() -> None:
    work = work_of(passage("", r"g_t = \nabla_\theta f(\theta_{t-1})", r"y = 2 x"))
    assert "another name" in work.contract["eq-1"].note
