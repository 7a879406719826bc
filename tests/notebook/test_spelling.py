"""Formulae in a line of plain text."""

from __future__ import annotations

import pytest

from rca_kernel.notebook import spelt


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"$\beta_1 = 0.9$", "β_1 = 0.9"),
        (r"Min-$p$ and $\lambda$", "Min-p and λ"),
        (r"$10^{-8}$, $\Omega_{ab}$, $\varepsilon$", "10^-8, Ω_ab, ε"),
        (r"$\frac{1}{2}$ and $\nabla f$", r"$\frac{1}{2}$ and $\nabla f$"),
        ("from $5 to $6", "from $5 to $6"),
    ],
)
def test_what_is_letters_and_numbers_is_spelt(text: str, said: str) -> None:
    assert spelt(text) == said
