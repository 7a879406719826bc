"""An auditor's corpus: every translated equation has the value of its mathematics, others are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation
from tests.formal.fourth import FOURTH, FOURTH_REFUSED

FONTS = re.compile(r"\\(?:mathbf|boldsymbol|mathcal|mathrm|text|mathit|operatorname|bm)(?![A-Za-z])")


def spelled(latex: str, *, fonts: bool) -> str:
    return re.sub(r"[\s{}]", "", latex if fonts else FONTS.sub("", latex))


def given(values: Mapping[str, Any], name: str, latex: str) -> Any:
    """The value of a parameter by its LaTeX; an array may be given under its letter alone."""
    for fonts in (True, False):
        for symbol, value in values.items():
            if spelled(symbol, fonts=fonts) == spelled(latex, fonts=fonts):
                return value
    return values[name]


@pytest.mark.parametrize(("latex", "values", "expected"), FOURTH, ids=[latex[:60] for latex, _, _ in FOURTH])
def test_value(latex: str, values: Mapping[str, Any], expected: Any) -> None:
    translation = translate_equation(latex)
    found = translation(**{n: given(values, n, symbol) for n, symbol in translation.parameters.items()})
    last = found[-1] if isinstance(found, tuple) else found
    assert np.shape(last) == np.shape(expected)
    np.testing.assert_allclose(last, expected, rtol=1e-8)


@pytest.mark.parametrize("latex", FOURTH_REFUSED, ids=lambda latex: latex[:60])
def test_refusal_says_why_and_what_helps(latex: str) -> None:
    with pytest.raises(FormalError) as caught:
        translate_equation(latex)
    assert len(caught.value.reason) > 10
    assert len(caught.value.hint) > 10


def test_the_fourth_corpus_is_large() -> None:
    assert len(FOURTH) >= 60
