"""What has no single meaning is refused, with its reason and a place inside the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from rca_kernel import formal
from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm, translate_equation
from tests.formal.audited import AUDITED_REFUSED
from tests.formal.audited_algorithms import AUDITED_REFUSED_ALGORITHMS
from tests.formal.audited_loops import REFUSED_LOOPS
from tests.formal.refusals import REFUSED, REFUSED_ALGORITHMS

ALL_REFUSED = [*REFUSED, *AUDITED_REFUSED]


@pytest.mark.parametrize(("latex", "reason"), ALL_REFUSED)
def test_equation_is_refused(latex: str, reason: str) -> None:
    with pytest.raises(FormalError) as caught:
        translate_equation(latex)
    assert reason in str(caught.value)
    assert -1 <= caught.value.position <= len(latex)


@pytest.mark.parametrize(
    ("latex", "reason"), [*REFUSED_ALGORITHMS, *AUDITED_REFUSED_ALGORITHMS, *REFUSED_LOOPS]
)
def test_algorithm_is_refused(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason):
        translate_algorithm(latex)


def test_token_stands_at_its_position() -> None:
    latex = r"y = a + \int x"
    with pytest.raises(FormalError) as caught:
        translate_equation(latex)
    error = caught.value
    assert latex[error.position : error.position + len(error.token)] == error.token == r"\int"


def test_unknown_backend_is_refused() -> None:
    with pytest.raises(FormalError, match="backend"):
        translate_equation("y = x", backend="fortran")


@pytest.mark.parametrize(("latex", "_reason"), ALL_REFUSED, ids=lambda value: str(value)[:60])
def test_every_refusal_says_what_would_help(latex: str, _reason: str) -> None:
    with pytest.raises(FormalError) as caught:
        translate_equation(latex)
    assert len(caught.value.hint) > 10
    assert caught.value.position >= 0 or caught.value.token


def refusals() -> list[tuple[str, ast.Call]]:
    """Every refusal in the source of the translator; those of the evaluator speak of inputs."""
    found = []
    for path in sorted(Path(formal.__path__[0]).glob("*.py")):
        if not path.stem.startswith(("reference", "emit_numpy")):
            calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
            found += [(path.name, n) for n in calls if getattr(n.func, "id", "") == "FormalError"]
    return found


def test_every_refusal_in_the_source_says_what_would_help() -> None:
    bare = [
        f"{name}:{call.lineno}" for name, call in refusals() if "hint" not in {k.arg for k in call.keywords}
    ]
    assert bare == []


def test_refusals_speak_of_papers_and_not_of_python() -> None:
    for name, call in refusals():
        for text in (
            n.value for n in ast.walk(call) if isinstance(n, ast.Constant) and isinstance(n.value, str)
        ):
            assert not re.search(r"\w+=['\"\s)]|\(\w+=\)|\.\.\.\.", text), (name, text)


def test_a_function_made_of_its_own_gradient_is_an_equation_to_solve() -> None:
    with pytest.raises(FormalError, match="stands on both sides"):
        translate_equation(r"G(x_t) = (\nabla G(x_{\pi(t)}) + c \|x_t - y\| I_d)(x_t - y)")
    assert translate_equation(r"G(x) = \nabla f(x) + x").name == "G"


def test_several_results_are_named_in_the_docstring() -> None:
    assert "Returns a, b." in translate_equation(r"a = x + 1, \quad b = x - 1").source


@pytest.mark.parametrize(
    "latex",
    [
        r"ab = x + 1, \quad y = 2 ab",
        r"ab := x + 1, \quad y = 2 ab + a - a",
        r"Ax \gets x + 1, \quad y = 2 Ax",
        r"key = x + 1, \quad y = 2 key + k - k",
        r"lr = x + 1, \quad y = 2 lr + l - l",
        r"\mathrm{Ax} = x + 1, \quad y = 2 \mathrm{Ax}",
        r"\begin{algorithmic}\Require $x, k$ \State $key = x + 1$ \State \Return $2 key$\end{algorithmic}",
        r"\begin{algorithmic}\Require $x, a$ \State $ab \gets x + 1$ \State \Return $2 ab$\end{algorithmic}",
    ],
)
def test_letters_that_can_only_be_one_name_stay_one(latex: str) -> None:
    found = (translate_algorithm if "algorithmic" in latex else translate_equation)(latex)
    assert found(**dict.fromkeys(found.parameters, 2.0)) == 6.0


def test_one_superscript_above_functions_is_a_power() -> None:
    found = translate_equation(r"y = f^2(x) + g^3(x) + f(x)^4")
    assert found(x=1.0, f=lambda x: x + 1, g=lambda x: x + 2) == 4 + 27 + 16


def test_samples_of_two_distributions_are_named_by_them() -> None:
    found = translate_equation(r"L = \mathbb{E}_{x\sim p}[f(x)] - \mathbb{E}_{x\sim q}[f(x)]")
    assert found(x_samples=[1.0, 3.0], x_from_q=[0.5], f=lambda x: 2 * x) == 3.0


@pytest.mark.parametrize(
    "latex",
    [
        r"B = A + \lambda \mathbf{I}",
        r"B = A + \lambda I_n",
        r"B = A + \lambda I, \quad A \in \mathbb{R}^{n \times n}",
        r"\mathbf{B} = \mathbf{A} + \lambda I",
        r"B = ((A + \lambda I)^{-1})^{-1}",
        r"B = (A^\top + \lambda I)^\top",
        r"\begin{algorithmic}\Require $A, \lambda$ \State $C \gets A + \lambda I$"
        r" \State \Return $(C^{-1})^{-1}$\end{algorithmic}",
    ],
)
def test_an_identity_is_one_where_a_matrix_stands_beside_it(latex: str) -> None:
    found = (translate_algorithm if "algorithmic" in latex else translate_equation)(latex)
    matrix = np.array([[2.0, 1.0], [0.5, 3.0]])
    np.testing.assert_allclose(found(A=matrix, lambda_=0.5), matrix + 0.5 * np.eye(2))


@pytest.mark.parametrize("declared", [r"R \in \mathbb{R}", r"I \in \mathbb{R}"])
def test_a_letter_declared_as_a_number_is_a_value(declared: str) -> None:
    assert translate_equation(rf"R' = R + \gamma I, \quad {declared}")(R=2.0, gamma=0.5, I=4.0) == 4.0


def test_the_variance_beside_a_noise_of_its_letter_is_translated_alone() -> None:
    latex = (
        r"\sigma^2(x) = k(x, x) - \mathbf{k}(x)^\top (\mathbf{K} + \sigma^2 \mathbf{I})^{-1} \mathbf{k}(x)"
    )
    found = translate_equation(latex)
    near, kernel = np.array([0.5, 0.25]), np.array([[2.0, 0.5], [0.5, 1.0]])
    given = {"x": 1.0, "sigma": 0.5, "K": kernel, "k_bold": lambda x: near, "k": lambda x, z: 3.0}
    expected = 3 - near @ np.linalg.inv(kernel + 0.25 * np.eye(2)) @ near
    np.testing.assert_allclose(found(**given), expected)
