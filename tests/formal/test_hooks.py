# ruff: noqa: E501
"""Lines of pseudocode in words only: refused, or functions to be given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import check_points, compare, translate_algorithm
from rca_kernel.formal.comparing import Agreement

TRAINING = r"""\begin{algorithm}\caption{Training}\begin{algorithmic}
\Require data $\mathcal{D}$, step size $\eta$, $\theta_0$
\For{$t = 1$ to $T$}
\State Shuffle the data $\mathcal{D}$
\State Sample a pair $(x, y)$ from the augmented data $\mathcal{D}$
\State $g_t \gets (\theta_{t-1} x - y) x$
\State $\theta_t \gets \theta_{t-1} - \eta g_t$
\State Log $\theta_t$ to the console
\If{the loss has plateaued}
\State \textbf{break}
\EndIf
\EndFor
\State \Return $\theta_t$
\end{algorithmic}\end{algorithm}"""


def test_words_are_refused_with_a_way_out() -> None:
    with pytest.raises(FormalError, match=r"words has no formal meaning.*hooks are allowed") as caught:
        translate_algorithm(TRAINING)
    assert caught.value.token == r"Shuffle the data $\mathcal{D}$"
    assert TRAINING[caught.value.position :].startswith("Shuffle")


def test_words_become_functions_named_by_them() -> None:
    found = translate_algorithm(TRAINING, hooks=True)
    assert list(found.hooks) == [
        "shuffle_data",
        "sample_pair_augmented_data",
        "log_console",
        "loss_has_plateaued",
    ]
    assert set(found.hooks) <= set(found.callables)
    assert set(found.hooks) <= set(found.parameters)
    assert found.hooks["shuffle_data"] == r"Shuffle the data $\mathcal{D}$"
    docstring = " ".join((found.function.__doc__ or "").split())
    for quote in found.hooks.values():
        assert f"“{quote}”" in docstring


def test_they_are_called_where_their_lines_stand() -> None:
    seen: list[Any] = []

    def shuffled(data: list[float]) -> list[float]:
        seen.append("shuffle")
        return data[::-1]

    def logged(theta: float) -> None:
        seen.append(round(theta, 6))

    found = translate_algorithm(TRAINING, hooks=True)(
        D=[2.0, 4.0], eta=0.5, theta_0=0.0, T=10, shuffle_data=shuffled,
        sample_pair_augmented_data=lambda data: (1.0, data[0]), log_console=logged,
        loss_has_plateaued=lambda: len(seen) >= 6,
    )  # fmt: skip
    assert seen == ["shuffle", 2.0, "shuffle", 2.0, "shuffle", 3.0]
    assert found == 3.0


def test_the_formal_rest_is_checked_with_stand_ins() -> None:
    found = translate_algorithm(TRAINING, hooks=True)
    assert isinstance(compare(found.function, found, points=4), Agreement)
    assert len({float(np.sum(p.expected)) for p in check_points(found, 4)}) > 1


@pytest.mark.parametrize(
    ("line", "name", "takes", "gives"),
    [
        (r"Compute the nearest neighbour $z$ of $x$ in $S$", "compute_nearest_neighbour", "x, S", "z"),
        (r"$z \gets$ the nearest neighbour of $x$ in $S$", "nearest_neighbour", "x, S", "z"),
        (r"$z \gets \text{the nearest neighbour of } x$", "nearest_neighbour", "x", "z"),
        (r"Update $z$ with one step of L-BFGS on $f$", "update_one_step_l_bfgs", "z, f", "z"),
        (r"Train $z$ on $x$ and $S$ until validation stops", "train_until_validation_stops", "z, x, S", "z"),
        (r"Initialize $z$ randomly", "initialize_randomly", "", "z"),
        (r"Store $(x, z)$ in the buffer $S$", "store_buffer", "x, z, S", ""),
        (r"Broadcast the model to all workers", "broadcast_model_workers", "", ""),
        (r"$z \gets z - \eta x$ for all coordinates above the median", "coordinates_above_median", "z, eta, x", "z"),
    ],
)  # fmt: skip
def test_what_a_line_takes_and_gives(line: str, name: str, takes: str, gives: str) -> None:
    latex = rf"""\begin{{algorithmic}}
\State $z \gets z_0 + x + f + S$
\State {line}
\State $w \gets 2 z$
\State \Return $w$
\end{{algorithmic}}"""
    found = translate_algorithm(latex, hooks=True)
    assert list(found.hooks) == [name]
    call = f"{name}({takes})"
    assert f"    {gives} = {call}\n" in found.source if gives else f"    {call}\n" in found.source


def test_a_condition_and_a_result_in_words() -> None:
    latex = r"""\begin{algorithmic}
\While{the budget of $b$ queries is not used up}
\State $x \gets x / 2$
\State $b \gets b - 1$
\EndWhile
\State \Return the best point seen near $x$
\end{algorithmic}"""
    found = translate_algorithm(latex, hooks=True)
    value = found(x=16.0, b=3, budget_queries_not_used=lambda b: b > 0, best_point_seen_near=lambda x: [x])
    assert value == [2.0]


def test_formulas_are_never_hooks() -> None:
    latex = r"\begin{algorithmic} \State $x \gets a/b c$ \State \Return $x$ \end{algorithmic}"
    with pytest.raises(FormalError, match="slash"):
        translate_algorithm(latex, hooks=True)


def test_a_draw_from_a_named_distribution_calls_its_sampler() -> None:
    latex = r"""\begin{algorithmic}
\For{$t = 1$ to $T$}
\State $a_t \sim \pi_\theta(\cdot \mid s_t)$
\State $s_{t+1}, r_t \sim P(\cdot \mid s_t, a_t)$
\State $R \gets R + \gamma^t r_t$
\EndFor
\State \Return $R$
\end{algorithmic}"""
    found = translate_algorithm(latex)
    assert set(found.callables) == {"sample_pi_theta", "sample_P"}
    value = found(T=3, R=0.0, gamma=0.5, s_1=1.0, sample_pi_theta=lambda s: 2 * s,
                  sample_P=lambda s, a: (s + 1, a))  # fmt: skip
    assert value == 0.5 * 2 + 0.25 * 4 + 0.125 * 6
    assert isinstance(compare(found.function, found, points=3), Agreement)
