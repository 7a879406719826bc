# ruff: noqa: E501
"""Monotone values, limits and bounds that a text states near an equation become checks that can fail."""

from __future__ import annotations

from typing import Any

import pytest

from rca_kernel.agents.formal_plan import work_of
from tests.agents.test_formal_further_checks import passage, run, sources


def checked(text: str, latex: str, mark: str) -> tuple[str, str, dict[str, Any]]:
    """What is printed, the cell of the check, and what it needs."""
    work = work_of(passage(text, latex))
    space: dict[str, Any] = {}
    exec(sources(work)[0], space)
    return run(work), next(s for s in sources(work) if mark in s and "check_against" in s), space


CASES = [
    (r"The gate $g$ increases monotonically with $x$.", r"g = \frac{1}{1 + \exp(-x)}", "increasing in x", "compute_g", lambda x: 1 / (1 + x**2)),
    (r"The rate $r$ decreases monotonically in $t$.", r"r = \frac{a^2}{1 + t}", "decreasing in t", "compute_r", lambda a, t: a**2 * (1 + t)),
    (r"The gate $g$ tends to one as $x$ grows.", r"g = \frac{1}{1 + \exp(-x)}", "near its limit", "compute_g", lambda x: 0.9 + 0 * x),
    (r"The weight $w$ converges to $a$ as $t \to \infty$.", r"w = a + \frac{b}{1 + t^2}", "near its limit", "compute_w", lambda a, b, t: a + b),
    (r"The ratio $q$ tends to zero as $h \to 0$.", r"q = \frac{h^2}{h + h^2}", "near its limit", "compute_q", lambda h: h + 1),
    (r"The loss $v$ is always non-negative.", r"v = (a - b)^2", "within [0, np.inf]", "compute_v", lambda a, b: a - b - 9),
    (r"The score $s$ is at most $c$.", r"s = c - \exp(-x)", "within [-np.inf, c]", "compute_s", lambda c, x: c + 1 + 0 * x),
]  # fmt: skip


@pytest.mark.parametrize(("text", "latex", "mark", "name", "wrong"), CASES)
def test_a_trend_is_checked_and_the_check_can_fail(
    text: str, latex: str, mark: str, name: str, wrong: Any
) -> None:
    said, check, space = checked(text, latex, mark)
    assert text.rstrip(".") in said
    with pytest.raises(AssertionError, match="differs from"):
        exec(check, {**space, name: wrong})


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"The rate $r$ does not increase with $t$.", r"r = \frac{a}{1 + t}"),
        (r"The rate $r$ would increase with $t$ otherwise.", r"r = \frac{a}{1 + t}"),
        (r"The rate $r$ is set by $a$, which increases with $t$.", r"r = \frac{a}{1 + t}"),
        (r"The rate $r$ increases with $t$.", r"r = \frac{a^2}{1 + t}"),
        (r"The rate $r$ tends to one as $t$ grows.", r"r = \frac{a}{1 + t}"),
        (r"The rate $r$ increases in $z$.", r"r = \frac{a}{1 + t}"),
    ],
)
def test_what_is_not_stated_or_does_not_hold_is_no_check(text: str, latex: str) -> None:
    cells = sources(work_of(passage(text, latex)))
    assert not any("creasing in" in source or "near its limit" in source for source in cells)
