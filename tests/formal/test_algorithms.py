"""The corpus of algorithms: translated, with the right parameters and values."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm
from rca_kernel.formal.comparing import Agreement, compare
from tests.formal.algorithms import PROCEDURES
from tests.formal.algorithms_arrays import ARRAYS
from tests.formal.audited_algorithms import AUDITED_PROCEDURES
from tests.formal.audited_loops import LOOPS
from tests.formal.printed_steps import STEPS, STEPS_REFUSED
from tests.formal.procedures import Procedure
from tests.formal.second_algorithms import SECOND_PROCEDURES

ALL = [*PROCEDURES, *ARRAYS, *SECOND_PROCEDURES, *AUDITED_PROCEDURES, *LOOPS, *STEPS]


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.name)
def test_algorithm(procedure: Procedure) -> None:
    translation = translate_algorithm(procedure.latex)
    needed = {n for n in translation.parameters if n not in translation.defaults}
    assert needed == set(procedure.inputs)
    assert set(translation.callables) == {n for n, v in procedure.inputs.items() if callable(v)}
    draws = "rng" in inspect.signature(procedure.expected).parameters
    assert translation.needs_rng is draws
    ours = {"rng": np.random.default_rng(3)} if draws else {}
    theirs = {"rng": np.random.default_rng(3)} if draws else {}
    found = translation(**procedure.inputs, **ours)
    expected = procedure.expected(**procedure.inputs, **theirs)
    if isinstance(expected, tuple):
        assert isinstance(found, tuple)
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12)
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.name)
def test_reference_agrees(procedure: Procedure) -> None:
    """The interpreter keeps every time step apart, the emitted code overwrites: they must agree."""
    translation = translate_algorithm(procedure.latex)
    outcome = compare(translation.function, translation, points=5)
    assert isinstance(outcome, Agreement), outcome


def test_convergence_can_end_the_loop() -> None:
    translation = translate_algorithm(PROCEDURES[0].latex)
    seen: list[float] = []

    def converged(theta: np.ndarray) -> bool:
        seen.append(float(theta[0]))
        return len(seen) == 2

    translation(**(PROCEDURES[0].inputs | {"max_steps": 50, "converged": converged}))
    assert len(seen) == 2


def test_defaults_come_last_and_are_used() -> None:
    latex = PROCEDURES[0].latex
    translation = translate_algorithm(
        latex, defaults={r"\alpha": 0.1, "beta_1": 0.9, r"\beta_2": 0.99, r"\epsilon": 1e-8}
    )
    found = translation(theta_0=np.array([1.0]), max_steps=3, grad_f=lambda z: z)
    full = translate_algorithm(latex)(
        alpha=0.1,
        beta_1=0.9,
        beta_2=0.99,
        epsilon=1e-8,
        theta_0=np.array([1.0]),
        max_steps=3,
        grad_f=lambda z: z,
    )
    np.testing.assert_array_equal(found, full)


def test_value_given_where_required() -> None:
    latex = r"""\begin{algorithmic}
\Require step size $\eta = 0.5$, decay $\gamma = 10^{-2}$, $x$
\State $x \gets x - \eta \gamma$
\State \Return $x$
\end{algorithmic}"""
    translation = translate_algorithm(latex)
    assert translation.defaults == {"eta": 0.5, "gamma": 0.01}
    assert translation(x=1.0) == pytest.approx(0.995)


def test_minibatch_is_a_function_to_be_given() -> None:
    latex = r"""\begin{algorithmic}
\For{$t = 1$ to $T$}
\State Sample a minibatch $B$ from $\mathcal{D}$
\State $\theta \gets \theta - \eta \nabla L(\theta, B)$
\EndFor
\State \Return $\theta$
\end{algorithmic}"""
    translation = translate_algorithm(latex)
    assert set(translation.callables) == {"sample_minibatch", "grad_L"}
    found = translation(
        T=2, D=[3.0], theta=1.0, eta=0.1, sample_minibatch=lambda d: d[0], grad_L=lambda w, b: w * b
    )
    assert found == pytest.approx(0.49)


@pytest.mark.parametrize(("latex", "reason"), STEPS_REFUSED)
def test_what_is_not_said_is_refused(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason) as caught:
        translate_algorithm(latex)
    assert len(caught.value.hint) > 10
