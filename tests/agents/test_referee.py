from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from rca_kernel.agents.given_ranges import given_domain
from rca_kernel.agents.referee import Referee, checkable
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import ActionError
from rca_kernel.formal import Agreement, Counterexample, compare
from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.passage import Passage

SPAN = Span("a.tex", 0, 1)
MHAT = Requirement("eq-8", "equation", "Eq. (8)", r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t} ,", SPAN)
VAGUE = Requirement("eq-9", "equation", "Eq. (9)", r"x \approx y", SPAN)
LARGE = r"B = \{ a \in A : f(a) \geq c \}"
PROSE = Requirement("text:3", "statement", "Prose", "Do this.", SPAN)


def run(source: str, **space: Any) -> None:
    """As a plain kernel does: without this file's __future__ imports."""
    exec(compile(source, "cell", "exec", dont_inherit=True), space)


def test_an_equation_that_only_names_a_function_is_not_checkable() -> None:
    named = Requirement("eq-7", "equation", "Eq. (7)", r"\ell(\theta) = L_{X\setminus A}(\theta)", SPAN)
    assert checkable(Contract([named, MHAT])) == {"eq-8": "m_t, beta_1, t; gives m_hat_t, elementwise"}
    with pytest.raises(ActionError, match="does not define"):
        Referee().check_source(named, "loss(theta)")


def test_an_equation_that_leans_on_a_distribution_is_not_checkable() -> None:
    latex = r"w(u) = \frac{\mathcal{N}(u; \theta + \delta)}{\mathcal{N}(u; \theta)}"
    density = Requirement("eq-7", "equation", "Eq. (7)", latex, SPAN)
    assert checkable(Contract([density, MHAT])) == {"eq-8": "m_t, beta_1, t; gives m_hat_t, elementwise"}
    latex = r"w(u) = \frac{\mathcal{N}(u; \mu + \delta, s^2)}{\mathcal{N}(u; \mu, s^2)}"
    normal = Requirement("eq-7", "equation", "Eq. (7)", latex, SPAN)
    assert checkable(Contract([normal]))["eq-7"].startswith("u, mu, delta, s; gives w")


@pytest.mark.parametrize(
    ("latex", "told"),
    [
        (
            r"L = \frac{1}{B} \sum_{b=1}^{B} \ell(y_b, \rho_b)",
            "B: int, y: array, rho: array, ell: function of 2; gives L: number",
        ),
        (
            r"\tilde{g}_t = \frac{g_t}{\max ( 1, \lVert g_t \rVert_2 / c )}",
            "g_t: array, c; gives g_tilde_t: array",
        ),
        (
            r"p_t = \sum_{i=1}^{t} x_i, \quad q_t = \sum_{i=1}^{t} x_i^2",
            "t: int, x: array; gives the tuple (p_t: number, q_t: number)",
        ),
        (LARGE, "A: set, c, f: function of 1; gives B: the elements, in any order"),
    ],
)
def test_what_a_call_takes_and_gives_is_told(latex: str, told: str) -> None:
    assert checkable(Contract([Requirement("eq-1", "equation", "Eq. (1)", latex, SPAN)])) == {"eq-1": told}


def test_right_code_of_another_author_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    run(
        Referee().check_source(MHAT, "correct(m_t, beta_1, steps=t)"),
        correct=lambda m, b, steps: m / (1 - b**steps),
    )
    assert "agrees with Eq. (8) at 8 of 8 points" in capsys.readouterr().out


def test_wrong_code_is_found_out() -> None:
    with pytest.raises(AssertionError):
        run(Referee().check_source(MHAT, "wrong(m_t, beta_1, t)"), wrong=lambda m, b, t: m / (1 - b * t))


def test_a_counterexample_names_the_inputs_and_both_sides() -> None:
    with pytest.raises(AssertionError) as raised:
        run(Referee().check_source(MHAT, "wrong(m_t, beta_1, t)"), wrong=lambda m, b, t: m / (1 - b * t))
    lines = str(raised.value).splitlines()
    assert lines[0] == "wrong(m_t, beta_1, t) differs from Eq. (8) at point 1 of 8:"
    assert [line.split()[0] for line in lines[1:4]] == ["m_t", "beta_1", "t"]
    assert lines[4].startswith("    Eq. (8) gives ")
    assert lines[5].startswith("    wrong(m_t, beta_1, t) gives ")


@pytest.mark.parametrize(
    "written",
    [
        lambda m, b, t: m / (1 - math.pow(b, t)),
        lambda m, b, t: (m / (1 - b**t))[:],
    ],
    ids=["for single numbers", "for arrays alone"],
)
def test_code_need_not_take_both_numbers_and_arrays(written: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run(Referee().check_source(MHAT, "written(m_t, beta_1, t)"), written=written)
    assert "at 8 of 8 points" in capsys.readouterr().out


def test_a_set_is_the_same_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    asked = Requirement("eq-1", "equation", "Eq. (1)", LARGE, SPAN)
    run(Referee().check_source(asked, "{a for a in reversed(A) if f(a) >= c}"))
    assert "at 8 of 8 points" in capsys.readouterr().out
    with pytest.raises(AssertionError):
        run(Referee().check_source(asked, "{a for a in A if f(a) < c}"))
    assert isinstance(compare(lambda A, f, c: {a for a in A if f(a) >= c}, LARGE), Agreement)
    assert isinstance(compare(lambda A, f, c: [a for a in A if f(a) > c + 1], LARGE), Counterexample)


def test_calls_are_judged_inside_the_ranges_that_the_worker_gives(capsys: pytest.CaptureFixture[str]) -> None:
    """Which the check's line says, for whoever reads what was shown."""
    met: list[tuple[float, float]] = []

    def narrow(m: Any, b: float, t: Any) -> Any:
        assert np.all((b > 0.2) & (b <= 0.6))
        assert np.all(t >= 3)
        met.append((float(np.min(b)), float(np.max(b))))
        return m / (1 - b**t)

    ranges = ("0.2 < beta_1 <= 0.6", "t >= 3")
    run(Referee().check_source(MHAT, "narrow(m_t, beta_1, t)", ranges), narrow=narrow)
    assert "narrow(m_t, beta_1, t) where 0.2 < beta_1 <= 0.6, t >= 3 agrees" in capsys.readouterr().out
    assert len(set(met)) > 1
    with pytest.raises(AssertionError):
        run(Referee().check_source(MHAT, "narrow(m_t, beta_1, t)", ranges[:1]), narrow=narrow)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("0 < a <= 1", "a", "(0, 1]"),
        ("a in [0, 1)", "a", "[0, 1)"),
        ("a >= -2.5e1", "a", "[-25, ∞)"),
        ("0 < a", "a", "(0, ∞)"),
        ("a < 3", "a", "(-∞, 3)"),
    ],
)
def test_ranges_are_read_as_they_are_written(text: str, name: str, words: str) -> None:
    assert given_domain((text,), {"a"}, ()).ranges[name].words() == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a is positive", "is no range"),
        ("c > 0", "has no 'c'"),
        ("1 < a < 1", "no room"),
        ("a in [2, 1]", "no room"),
        ("a > 0 or b > 0", "is no range"),
    ],
)
def test_what_is_no_range_is_refused(text: str, said: str) -> None:
    with pytest.raises(ActionError, match=said):
        given_domain((text,), ("a", "b"), ())


def test_calls_are_judged_inside_the_ranges_that_the_passage_states(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Code that refuses what the paper excludes is right."""

    def strict(m: Any, b: float, t: Any) -> Any:
        assert np.all((b >= 0) & (b < 1))
        assert np.all(t >= 1)
        return m / (1 - b**t)

    section = Section("s", "3", "Moments", 1, SPAN, text=r"rates $\beta_1 \in [0, 1)$ and $t = 1, \ldots, T$")
    item = Equation("eq-8", "8", MHAT.quote, "s", SPAN)
    passage = Passage("3", "Moments", "A paper", "a.tex", (section,), (item,))
    run(Referee(passage).check_source(MHAT, "strict(m_t, beta_1, t)"), strict=strict)
    assert "at 8 of 8 points" in capsys.readouterr().out
    with pytest.raises(AssertionError):
        run(Referee().check_source(MHAT, "strict(m_t, beta_1, t)"), strict=strict)


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
        Referee().check_source(requirement, call)


def test_the_contract_says_which_equations_are_checkable_and_in_which_names() -> None:
    assert checkable(Contract([MHAT, VAGUE, PROSE])) == {"eq-8": "m_t, beta_1, t; gives m_hat_t, elementwise"}
