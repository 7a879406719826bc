# ruff: noqa: E501
"""`break`, `continue` and `exit` in loops."""

from __future__ import annotations

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import compare, translate_algorithm
from rca_kernel.formal.comparing import Agreement


def summed(line: str) -> str:
    """Adds numbers until they are too many; `line` says what happens then."""
    return rf"""\begin{{algorithmic}}
\For{{$i = 1$ to $n$}}
\If{{$x_i < 0$}}
\State \textbf{{continue}}
\EndIf
\State $s \gets s + x_i$
\If{{$s > c$}}
{line}
\EndIf
\EndFor
\State \Return $s$
\end{{algorithmic}}"""


@pytest.mark.parametrize(
    "line",
    [
        r"\State break",
        r"\State \textbf{break}",
        r"\State \textbf{break};",
        r"\State \textsc{Break}",
        r"\State $\mathbf{break}$",
        r"\State \emph{exit the loop}",
        r"\State break out of the loop",
        r"\State exit for",
        r"\State \textbf{exit}",
        r"\State stop",
        r"\State terminate",
    ],
)
def test_a_loop_is_left(line: str) -> None:
    found = translate_algorithm(summed(line))
    assert found(n=6, s=0.0, c=5.0, x=np.array([2.0, -1.0, 2.0, 3.0, 4.0, 5.0])) == 7.0
    assert found(n=2, s=0.0, c=5.0, x=np.array([2.0, -1.0])) == 2.0
    assert isinstance(compare(found.function, found, points=4), Agreement)


def test_a_while_loop_goes_on() -> None:
    latex = r"""\begin{algorithmic}
\While{$k < n$}
\State $k \gets k + 1$
\If{$k \bmod 2 = 0$} \State continue with the next iteration \EndIf
\State $s \gets s + k$
\EndWhile
\State \Return $s$
\end{algorithmic}"""
    assert translate_algorithm(latex)(k=0, n=7, s=0) == 16


def test_the_last_step_of_a_loop_that_is_left() -> None:
    latex = r"""\begin{algorithm} \KwIn{$x_0$, $T$, $\epsilon$}
\For{$t \gets 1$ \KwTo $T$}{
  $x_t \gets x_{t-1} - f(x_{t-1})$\;
  \If{$|x_t - x_{t-1}| < \epsilon$}{ \textbf{break}\; }
}
\Return $x_t$\;
\end{algorithm}"""
    found = translate_algorithm(latex)
    assert found(x_0=8.0, T=50, epsilon=1.0, f=lambda x: x / 2) == 0.5
    assert found(x_0=8.0, T=2, epsilon=1.0, f=lambda x: x / 2) == 2.0
    assert isinstance(compare(found.function, found, points=4), Agreement)


HALVES = r"\begin{algorithmic} \For{$t = 1$ to $T$} %s \EndFor \State \Return $%s$ \end{algorithmic}"
WRITE = r"\State $x_t \gets x_{t-1} / 2$"


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (HALVES % (rf"\If{{$t > c$}} \State break \EndIf {WRITE}", "x_t"), "may end before it is written"),
        (HALVES % (rf"{WRITE} \If{{$x_t < c$}} \State break \EndIf", "x_T"), "may end before this step"),
        (HALVES % (rf"\If{{$t > c$}} \State continue \EndIf {WRITE}", "x_T"), "a step may be left"),
        (HALVES % (r"\If{$t > c$} \State continue \EndIf \State $y_t \gets t$", "y"), "branches or steps only"),
        (r"\begin{algorithmic} \State $x \gets 1$ \State break \State \Return $x$ \end{algorithmic}", "in no loop"),
        (
            r"\begin{algorithmic} \Repeat \State $x \gets x / 2$ \If{$x > 1$} \State continue \EndIf "
            r"\State $y \gets x$ \Until{$x < c$} \State \Return $y$ \end{algorithmic}",
            "asks its condition",
        ),
        (
            r"\begin{algorithmic} \For{$i = 1$ to $n$} \If{$i > c$} \State stop \EndIf \EndFor "
            r"\State $y \gets i$ \State \Return $y$ \end{algorithmic}",
            "the loop or the whole algorithm",
        ),
    ],
)  # fmt: skip
def test_what_is_not_said_is_refused(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason):
        translate_algorithm(latex)


def test_the_outputs_that_are_named_are_returned() -> None:
    latex = r"""\begin{algorithmic}
\Require $x$
\Ensure mean $\mu$ and spread $s$
\State $\mu \gets x / 2$
\State $s \gets x - \mu$
\end{algorithmic}"""
    assert translate_algorithm(latex)(x=3.0) == (1.5, 1.5)
    with pytest.raises(FormalError, match="returns nothing"):
        translate_algorithm(latex.replace(r"$\mu$ and", r"$\nu$ and"))
