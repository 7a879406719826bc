"""Steps with their state, hooks, and gradients through other definitions of a passage."""

from __future__ import annotations

import pytest

from rca_kernel.agents.formal_compile import formal_steps
from rca_kernel.agents.formal_plan import work_of
from rca_kernel.formal import translate_algorithm
from rca_kernel.paper.document import Algorithm, Section, Span
from rca_kernel.paper.passage import Passage
from tests.agents.test_formal_further_checks import passage, run, sources

SPAN = Span("a.tex", 0, 1)
LINEAR, LOGISTIC = r"u = w x + b", r"p = \sigma(u)"
ENTROPY = r"\ell = -y \log p - (1 - y) \log(1 - p)"


@pytest.mark.parametrize(
    ("formulas", "said"),
    [
        (
            (r"z = X \theta", r"L = \frac{1}{2} \|z - y\|_2^2", r"\nabla_\theta L = X^\top (X \theta - y)"),
            "grad_L agrees with central differences of composed_L at 5 of 5 points",
        ),
        (
            (r"z = X \theta", r"L = \frac{1}{2} \|z - y\|_2^2", r"\nabla_\theta L = X^\top (z - y)"),
            "composed_grad_L agrees with central differences of composed_L at 5 of 5 points",
        ),
        (
            (LINEAR, LOGISTIC, ENTROPY, r"\frac{\partial \ell}{\partial u} = p - y"),
            "composed_dell_du agrees with central differences of composed_ell at 5 of 5 points",
        ),
        (
            (LINEAR, LOGISTIC, ENTROPY, r"\frac{\partial \ell}{\partial w} = (p - y) x"),
            "composed_dell_dw agrees with central differences of composed_ell at 5 of 5 points",
        ),
    ],
)
def test_a_gradient_through_other_definitions(formulas: tuple[str, ...], said: str) -> None:
    assert said in run(work_of(passage("", *formulas)))


def test_a_wrong_gradient_through_other_definitions_is_found_out() -> None:
    work = work_of(passage("", LINEAR, LOGISTIC, ENTROPY, r"\frac{\partial \ell}{\partial w} = 2 (p - y) x"))
    with pytest.raises(AssertionError, match="central differences of composed_ell give"):
        run(work)


MOMENTUM = r"m_t = \mu m_{t-1} + g_t, \quad \theta_t = \theta_{t-1} - \eta m_t"


def test_a_recurrence_is_written_as_a_step_with_its_whole_state() -> None:
    work = work_of(passage("", MOMENTUM))
    (step,) = (source for source in sources(work) if source.startswith("def theta"))
    assert step.startswith("def theta_t_step(")
    assert step.endswith("return m_t, theta_t")
    assert "theta_t_step agrees with Eq. (1)" in run(work)
    with pytest.raises(AssertionError, match="differs from"):
        run(work, ("return m_t", "return mu * m_t"))


def pseudocode(*lines: str) -> Passage:
    body = "\n".join(rf"\State {line}" for line in lines)
    latex = rf"\begin{{algorithmic}}{body}\State \Return $\theta$\end{{algorithmic}}"
    section = Section("s", "3", "Method", 1, SPAN, text="")
    item = Algorithm("alg-1", "1", latex, "s", SPAN, caption="Descent")
    return Passage("Section 3", "3 Method", "A paper", "a.tex", (section,), (item,))


FORMAL = (r"$g \gets 2 \theta x$", r"$\theta \gets \theta - \eta g$")
PROSE = r"Draw an augmented example $x$ from the data $D$"


def test_lines_in_words_only_are_hooks_and_never_verified() -> None:
    work = work_of(pseudocode(PROSE, *FORMAL))
    (check,) = (c for part in work.parts for p in part.pieces for c in p.planned if c.proves)
    assert check.open
    assert f"`draw_augmented_example_data` (“{PROSE}”)" in check.remark
    assert "descent agrees with Algorithm 1" in run(work)


def test_mostly_prose_is_refused_by_name() -> None:
    mostly = pseudocode(PROSE, r"Refine $\theta$ by hand", FORMAL[1])
    with pytest.raises(Exception, match="words has no formal meaning"):
        work_of(mostly)
    latex = next(iter(mostly.items)).latex  # type: ignore[union-attr]
    assert formal_steps(translate_algorithm(latex, hooks=True)) == 1
