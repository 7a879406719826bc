# ruff: noqa: E501
"""The fifth corpus: values by the symbols that each equation asks for, refusals by their reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm, translate_equation
from rca_kernel.formal.comparing import Agreement, compare
from tests.formal import test_algorithms as algorithms
from tests.formal.fifth import E4, FIFTH, FIFTH_REFUSED, K43, Q3, soft
from tests.formal.fifth_algorithms import FIFTH_PROCEDURES
from tests.formal.procedures import Procedure
from tests.formal.test_fourth import given

# Random inputs do not suit them: a vector as long as two others, probabilities that functions give.
FOUND = "Indices found (arg max, arg min, order, sets) count from 1 as in the paper."
UNDRAWN = (r"e_{ij} = \mathrm{LeakyReLU}", r"\min_G \max_D")
CASES = [pytest.param(*case, id=case[0][:70]) for case in FIFTH]


@pytest.mark.parametrize(("latex", "values", "expected"), CASES)
def test_value(latex: str, values: Mapping[str, Any], expected: Any) -> None:
    translation = translate_equation(latex)
    inputs = {n: given(values, n, symbol) for n, symbol in translation.parameters.items()}
    found = translation(**inputs)
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    if latex.startswith(UNDRAWN):
        return
    outcome = compare(translation.function, translation, points=3)
    assert isinstance(outcome, Agreement), outcome


@pytest.mark.parametrize(("latex", "reason"), FIFTH_REFUSED)
def test_refusal(latex: str, reason: str) -> None:
    translate = translate_algorithm if "algorithm" in latex else translate_equation
    with pytest.raises(FormalError, match=reason) as caught:
        translate(latex)
    assert len(caught.value.hint) > 10


def test_softmax_over_the_index_of_a_loop() -> None:
    latex = r"""\begin{algorithmic}\Require $e \in \mathbb{R}^n$, $n$
        \For{$i = 1, \dots, n$} \State $\alpha_i \gets \mathrm{softmax}(e_i)$ \EndFor
        \State \Return $\alpha$\end{algorithmic}"""
    np.testing.assert_allclose(translate_algorithm(latex)(e=E4, n=4), soft(E4))
    latex = r"""\begin{algorithmic}\Require $q, k, n$
        \For{$i = 1, \dots, n$} \For{$j = 1, \dots, n$} \State $e_{ij} \gets q_i^\top k_j$ \EndFor
        \For{$j = 1, \dots, n$} \State $\alpha_{ij} \gets \mathrm{softmax}_j(e_{ij})$ \EndFor \EndFor
        \State \Return $\alpha$\end{algorithmic}"""
    found = translate_algorithm(latex)(q=K43 * Q3, k=K43, n=4)
    np.testing.assert_allclose(found, soft(K43 * Q3 @ K43.T))


@pytest.mark.parametrize(("steps", "line", "expected"), [
    (r"\For{$i = 1, \dots, n$} \State $p_i \gets \mathrm{softmax}(W x_i)$ \EndFor", "softmax(W @ x[i - 1])", K43 @ K43[:3].T),
    (r"\For{$i = 1, \dots, n$} \State $h_i \gets W x_i$ \EndFor \For{$i = 1, \dots, n$} \State $p_i \gets \mathrm{softmax}(h_i)$ \EndFor", "softmax(h[i - 1])", K43 @ K43[:3].T),
    (r"\For{$t = 1, \dots, n$} \State $p_t \gets \mathrm{softmax}(x_t)$ \EndFor", "softmax(x[t - 1])", K43),
    (r"\For{$t = 1, \dots, n$} \State $z_t \gets q^\top x_t$ \EndFor \For{$t = 1, \dots, n$} \State $p_t \gets \mathrm{softmax}(z_t / 2)$ \EndFor", "softmax(z[:n] / 2)[t - 1]", K43 @ Q3 / 2),
])  # fmt: skip
def test_softmax_in_a_loop_over_vectors_or_numbers(steps: str, line: str, expected: Any) -> None:
    given_ = {"W": K43[:3], "q": Q3, "x": K43, "n": 4}
    required = ", ".join(f"${n}$" for n in given_ if n in steps or n == "x")
    latex = rf"\begin{{algorithmic}}\Require {required} {steps} \State \Return $p$\end{{algorithmic}}"
    found = translate_algorithm(latex)
    assert f"[{line} for" in " ".join(found.source.split())
    inputs = {n: v for n, v in given_.items() if n in found.parameters}
    np.testing.assert_allclose(found(**inputs), soft(expected))


def test_a_distribution_that_is_to_be_given_stays_a_function() -> None:
    translation = translate_equation(r"p = \mathcal{N}(x; \mu, \sigma)", callables=[r"\mathcal{N}"])
    assert translation(x=1.0, mu=2.0, sigma=3.0, N=lambda x, m, s: x + 10 * m + 100 * s) == 321


@pytest.mark.parametrize("procedure", FIFTH_PROCEDURES, ids=lambda p: p.name)
def test_algorithm(procedure: Procedure) -> None:
    algorithms.test_algorithm(procedure)


@pytest.mark.parametrize("procedure", FIFTH_PROCEDURES, ids=lambda p: p.name)
def test_reference_agrees(procedure: Procedure) -> None:
    algorithms.test_reference_agrees(procedure)


def test_a_length_that_nothing_tells_is_asked_for() -> None:
    latex = r"""\begin{algorithmic}\Require $\eta$, $K$ \State $\mathbf{x}_0 \gets \mathbf{0}$
        \For{$k = 1, \dots, K$}
        \State $\mathbf{x}_k \gets \mathbf{x}_{k-1} - \eta \nabla f(\mathbf{x}_{k-1})$ \EndFor
        \State \Return $\mathbf{x}_K$\end{algorithmic}"""
    found = translate_algorithm(latex)(eta=0.5, K=1, grad_f=lambda x: x + 1, shape=(3,))
    np.testing.assert_array_equal(found, [-0.5, -0.5, -0.5])


@pytest.mark.parametrize(("latex", "note"), [
    (r"h_v = \sigma(x_v), \quad \forall v \in V_{\min}", r"Stated for \forall v \in V_{\min}."),
    (r"s_v = \sum_{u \in N(v)} x_u \qquad \text{for } v \in V", r"Stated for v \in V."),
    (r"w[n] = \cos\left(\frac{2 \pi n}{N-1}\right), \quad 0 \le n \le N-1.", r"Stated for 0 \le n \le N-1."),
    (r"q = \frac{a - (1-p)}{2 p - 1}, \quad p \neq \tfrac{1}{2}", r"Stated for p \neq \tfrac{1}{2}."),
    (r"S = \{i : x_i > \tau\}", FOUND),
    (r"k = \arg\max_i a_i", FOUND),
    (r"S = \sum_{l=0}^\infty \gamma^l r_l", "An infinite sum runs to the end of the arrays given."),
])  # fmt: skip
def test_the_docstring_says(latex: str, note: str) -> None:
    assert f"\n    {note}\n" in translate_equation(latex).source


def test_a_remark_about_the_index_of_a_sum_is_no_remark() -> None:
    with pytest.raises(FormalError, match="a remark that is not understood"):
        translate_equation(r"s_i = \sum_j a_{ij}, \quad j \neq i")


@pytest.mark.parametrize(("refused", "latex", "options"), [
    (r"m = \frac{1}{n} \sum_{i=1}^n Z_i Y_i", r"m = \frac{1}{n} \sum_{i=1}^n Z_i Y_i, \quad Z_i, Y_i \in \mathbb{R}", {}),
    (r"m = \frac{1}{n} \sum_{i=1}^n Z_i Y_i", r"m = \frac{1}{n} \sum_{i=1}^n Z_i Y_i", {"kinds": {"Z": "vector", "Y": "vector"}}),
    (r"y = A B x^2", r"y = A B x^2", {"kinds": {"A": "matrix", "B": "matrix", "x": "vector"}}),
    (r"B = \exp(A)", r"B_{ij} = \exp(A_{ij})", {}),
    (r"B = \exp(A)", r"B = \exp(A), \quad A \in \mathbb{R}", {}),
    (r"C = (\mathbf{A})^3", r"C = \mathbf{A} \mathbf{A} \mathbf{A}", {}),
    (r"x = (A + B)^{-1} y", r"x = (A + B)^{-1} y, \quad A, B \in \mathbb{R}^{n \times n}", {}),
    (r"k = K_\nu\left(\frac{r}{\ell}\right)", r"k = K_\nu\left(\frac{r}{\ell}\right)", {"callables": [r"K_\nu"]}),
    (r"v = \mathbf{G}(\mathbf{x})\mathbf{u}", r"v = \mathbf{G}(\mathbf{x})\mathbf{u}",
     {"callables": [r"\mathbf{G}"], "kinds": {r"\mathbf{G}": "matrix"}}),
    (r"s = \sum_{x_i \in R} y_i", r"s = \sum_{i : x_i \in R} y_i", {}),
    (r"F(x) = \frac{1}{n} \sum_{i=1}^n \mathbb{1}\{x_i \le x\}", r"F(u) = \frac{1}{n} \sum_{i=1}^n \mathbb{1}\{x_i \le u\}", {}),
    (r"p = \mathcal{N}(\mathbf{x}; \boldsymbol\mu, \sigma^2)", r"p = \mathcal{N}(\mathbf{x}; \boldsymbol\mu, \sigma^2 I)", {}),
])  # fmt: skip
def test_what_a_refusal_recommends_works(refused: str, latex: str, options: dict[str, Any]) -> None:
    with pytest.raises(FormalError):
        translate_equation(refused)
    found = translate_equation(latex, **options)
    outcome = compare(found.function, found, points=3)
    assert isinstance(outcome, Agreement), outcome


@pytest.mark.parametrize(
    ("latex", "fixed"),
    [
        (r"L = \sum_{j \ne y} \max(0, s_j - s_y + 1)", "y"),
        (r"D = \max_{j \neq i} |s_i - s_j|", "i"),
        (r"D = \max_{i \neq j} |s_i - s_j|", ""),
        (r"D = \max_{i \neq i'} |s_i - s_{i'}|", ""),
    ],
)
def test_what_an_index_is_not_is_fixed_unless_pairs_are_named_in_order(latex: str, fixed: str) -> None:
    found = translate_equation(latex)
    scores = np.array([0.5, -1.0, 2.0, 0.25])
    apart = [(i, j) for i in range(4) for j in range(4) if i != j and (i == 1 or not fixed)]
    gaps = [scores[j] - scores[i] for i, j in apart]
    expected = sum(max(0, gap + 1) for gap in gaps) if found.name == "L" else max(map(abs, gaps))
    assert found(s=scores, **({fixed: 2} if fixed else {})) == expected
    assert ("which nothing fixes" in found.source) is (fixed == "")
