"""A step of a recurrence: which parameters are its state, and the function that returns all of it."""

from __future__ import annotations

import numpy as np
import pytest

from rca_kernel.formal import compare, translate_equation
from rca_kernel.formal.comparing import Agreement

ADAM = r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
\hat{m}_t &= m_t / (1 - \beta_1^t) \\
\hat{v}_t &= v_t / (1 - \beta_2^t) \\
\theta_t &= \theta_{t-1} - \alpha \hat{m}_t / (\sqrt{\hat{v}_t} + \epsilon)
\end{aligned}"""
CONSTANTS = {"beta_1": 0.9, "beta_2": 0.99, "alpha": 0.1, "epsilon": 1e-8}


def test_a_system_gives_its_last_value_and_its_step_all_of_its_state() -> None:
    adam = translate_equation(ADAM)
    assert adam.returns == ("theta_t",)
    assert adam.state == {"m_t_minus_1": "m_t", "v_t_minus_1": "v_t", "theta_t_minus_1": "theta_t"}
    assert adam.step.returns == ("m_t", "v_t", "theta_t")
    assert adam.step.function_name == "theta_t_step"
    before = {"m_t_minus_1": 0.2, "v_t_minus_1": 0.3, "theta_t_minus_1": 1.5}
    value = adam(**CONSTANTS, **before, g_t=0.7, t=3)
    assert np.shape(value) == ()
    assert adam.step(**CONSTANTS, **before, g_t=0.7, t=3)[-1] == value


def test_steps_follow_each_other_as_written_by_hand() -> None:
    adam = translate_equation(ADAM)
    start = np.array([1.0, -2.0])
    state = dict(zip(adam.state, (np.zeros(2), np.zeros(2), start), strict=True))
    m, v, theta = np.zeros(2), np.zeros(2), start
    for t in range(1, 9):
        state = dict(
            zip(
                adam.state,
                adam.step(**CONSTANTS, **state, g_t=2 * state["theta_t_minus_1"], t=t),
                strict=True,
            )
        )
        g = 2 * theta
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        theta = theta - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    np.testing.assert_allclose(state["theta_t_minus_1"], theta, rtol=1e-12)


@pytest.mark.parametrize(
    ("latex", "state", "returns"),
    [
        (r"m_t = \beta m_{t-1} + (1 - \beta) g_t", {"m_t_minus_1": "m_t"}, ("m_t",)),
        (r"A_t = \delta_t + \gamma \lambda A_{t+1}", {"A_t_plus_1": "A_t"}, ("A_t",)),
        (
            r"x_{k+1} = x_k + \beta (x_k - x_{k-1}) - \eta g_k",
            {"x_k": "x_k_plus_1", "x_k_minus_1": "x_k"},
            ("x_k_plus_1", "x_k"),
        ),
        (
            r"c_t = f_t \odot c_{t-1} + i_t \odot u_t, \quad h_t = o_t \odot \tanh(c_t)",
            {"c_t_minus_1": "c_t"},
            ("c_t", "h_t"),
        ),
        (r"z_{i,t} = \rho z_{i,t-1} + e_{i,t}", {"z_i_t_minus_1": "z_i_t"}, ("z_i_t",)),
        (r"y = a x + b", {}, ("y",)),
        (r"d_t = x_t - x_{t-1}", {}, ("d_t",)),
        (r"x_t = x_{t-2} + u_t", {}, ("x_t",)),
        (r"u_i = (u_{i-1} + u_{i+1}) / 2", {}, ("u_i",)),
        (r"x_1 = x_0 / 2", {}, ("x_1",)),
    ],
)
def test_state(latex: str, state: dict[str, str], returns: tuple[str, ...]) -> None:
    found = translate_equation(latex)
    assert dict(found.state) == state
    assert found.step.returns == returns


def test_a_step_agrees_with_its_formula() -> None:
    step = translate_equation(ADAM).step
    assert isinstance(compare(step.function, step, points=4), Agreement)
    momentum = translate_equation(r"x_{k+1} = x_k + \beta (x_k - x_{k-1}) - \eta g_k").step
    assert isinstance(compare(momentum.function, momentum, points=4), Agreement)


def test_a_step_in_another_library() -> None:
    jax = translate_equation(r"c_t = f_t c_{t-1} + u_t, \quad h_t = \tanh(c_t)", backend="jax")
    assert "jnp.tanh" in jax.step.source
    assert jax.step.source.rstrip().endswith("return (c_t, h_t)")
