"""Ranges that a text states, and check points that keep to them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rca_kernel.formal import check_points, compare, edge_points, translate_equation
from rca_kernel.formal.comparing import Agreement, Counterexample
from rca_kernel.formal.ranges import Range, stated_domain, supports

BETA = r"\beta_1"


@pytest.mark.parametrize(
    ("text", "key", "words", "whole"),
    [
        (r"rates $\beta_1, \beta_2 \in [0, 1)$", "|beta||_{2}", "[0, 1)", False),
        (r"a temperature $\tau > 0$", "|tau||", "(0, ∞)", False),
        (r"with $0 < p_t \leq 1$", "|p||_{t}", "(0, 1]", False),
        (r"$r \geq 1$ is", "|r||", "[1, ∞)", False),
        (r"counted by $t = 1, \ldots, T$", "|t||", "[1, ∞)", True),
        (r"a decay of $\lambda \leq 10^{-2}$", "|lambda||", "(-∞, 0.01]", False),
    ],
)
def test_what_a_text_states(text: str, key: str, words: str, whole: bool) -> None:
    found = stated_domain(text).ranges[key]
    assert (found.words(), found.whole) == (words, whole)


def test_a_condition_is_no_range_but_an_order_is_one() -> None:
    domain = stated_domain(r"If $x > 3$ stop; with $0 < T_w < T$ and when $y < 1$ go on.")
    assert set(domain.ranges) == {"|T||_{w}"}
    assert domain.orders == {("|T||_{w}", "|T||", True)}


@pytest.mark.parametrize(
    "one",
    [
        Range(0.0, 1.0, open_upper=True),
        Range(0.0, 1.0, open_lower=True, open_upper=True),
        Range(0.0, open_lower=True),
        Range(upper=-2.0, open_upper=True),
        Range(1.0, whole=True),
    ],
)
def test_values_are_moved_inside(one: Range) -> None:
    rng = np.random.default_rng(0)
    given = np.array([-3.25, 0.0, 0.4, 1.0, 2.5, 40.0])
    moved = one.fitted(given, rng)
    assert one.holds(moved)
    inside = given[[one.holds(value) and (not one.whole or value == round(value)) for value in given]]
    assert set(inside) <= set(moved)
    assert not one.whole or np.all(moved == np.round(moved))


def test_check_points_keep_to_ranges_and_orders() -> None:
    schedule = translate_equation(r"a = \frac{t - T_w}{T - T_w} \beta_1")
    domain = stated_domain(r"$0 < T_w < T$, $\beta_1 \in [0, 1)$, $t = 1, \ldots, T$").named(schedule)
    points = check_points(schedule, 6, domain=domain)
    for point in points:
        assert np.all(np.asarray(point.inputs["T_w"]) < np.asarray(point.inputs["T"]))
        assert Range(0.0, 1.0, open_upper=True).holds(point.inputs["beta_1"])
        assert Range(1.0, whole=True).holds(point.inputs["t"])


def test_ends_of_ranges_are_tried_where_there_is_a_value() -> None:
    corrected = translate_equation(r"\hat{m} = \frac{m}{1 - \beta_1^t}")
    domain = stated_domain(r"$\beta_1 \in [0, 1)$ and $t = 1, \ldots, T$").named(corrected)
    edges = edge_points(corrected, check_points(corrected, 5, domain=domain), domain)
    assert sorted((float(p.inputs["beta_1"]), float(p.inputs["t"])) for p in edges)[0][0] == 0
    assert any(p.inputs["t"] == 1 for p in edges)
    assert any(p.inputs["beta_1"] == pytest.approx(0.998) for p in edges)
    for point in edges:
        np.testing.assert_allclose(corrected(**point.inputs), point.expected, rtol=1e-9)


def test_an_end_without_a_value_is_left_out() -> None:
    loss = translate_equation(r"L = -\log p")
    domain = stated_domain(r"$p \in [0, 1]$").named(loss)
    edges = edge_points(loss, check_points(loss, 5, domain=domain), domain)
    assert [point.inputs["p"] for point in edges] == [1.0]


def test_a_draw_says_where_it_falls() -> None:
    found = supports(translate_equation(r"\lambda \sim \mathrm{Beta}(\alpha, \alpha)"))
    assert found.ranges["|lambda||"].words() == "(0, 1)"


def test_points_where_the_last_digit_decides_a_rounding_are_not_drawn() -> None:
    share = translate_equation(r"n = \lfloor g(t) N + 1/2 \rfloor", callables=["g"])
    for seed in range(5):
        assert isinstance(compare(share.function, share, seed=seed), Agreement)


def test_samplers_draw_what_they_are_named_for() -> None:
    found = compare(
        lambda x: np.where(x < 50, x**2, 0.0), r"y = x^2", {"x": lambda rng: float(rng.uniform(60, 70))}
    )
    assert isinstance(found, Counterexample)
    assert 60 <= found.inputs["x"] <= 70
    assert isinstance(compare(lambda x: np.where(x < 50, x**2, 0.0), r"y = x^2"), Agreement)


def test_code_for_single_numbers_and_for_arrays_alone_is_compared() -> None:
    formula = r"y = \frac{\log x}{1 + z}"
    assert isinstance(compare(lambda x, z: math.log(x) / (1 + z), formula), Agreement)
    assert isinstance(compare(lambda x, z: np.log(x)[:] / (1 + z), formula), Agreement)


def test_a_counterexample_reads_as_inputs_expected_and_found() -> None:
    found = compare(lambda m_t, beta_1, t: m_t / (1 - beta_1 * t), r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}")
    assert isinstance(found, Counterexample)
    lines = str(found).splitlines()
    assert [line.split(" = ")[0].strip() for line in lines[1:4]] == ["m_t", "beta_1", "t"]
    assert lines[4].startswith("the formula gives ")
    assert lines[5].startswith("the function gives ")


@pytest.mark.parametrize(("latex", "words"), [
    (r"\lambda \sim \mathrm{Beta}(\alpha, \alpha)", "(0, 1)"), (r"\lambda \sim U(0, 1)", "[0, 1]"),
    (r"\lambda\sim\mathcal{U}[-1, 1]", "[-1, 1]"), (r"\lambda \sim \text{Bernoulli}(p)", "[0, 1]"),
])  # fmt: skip
def test_a_draw_in_the_text_says_where_it_falls(latex: str, words: str) -> None:
    assert stated_domain(f"where ${latex}$ is drawn").ranges["|lambda||"].words() == words


def test_a_draw_between_symbols_says_nothing() -> None:
    assert not stated_domain(r"$u \sim U(a, b)$ and $x \sim \mathcal{N}(0, 1)$")
