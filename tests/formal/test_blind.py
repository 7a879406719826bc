"""The blind corpus: every equation has the value of its mathematics, by the symbols that it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rca_kernel.formal import translate_equation
from tests.formal.blind import BLIND_CASES


def spelled(latex: str) -> str:
    """One spelling of a symbol: without spaces and braces."""
    return re.sub(r"\^\\prime", "'", re.sub(r"[\s{}]", "", re.sub(r"\\[ ,;:!]", "", latex)))


def flat(value: Any) -> list[Any]:
    parts = value if isinstance(value, tuple) else (value,)
    return [np.asarray(part, dtype=float) for part in parts]


@pytest.mark.parametrize(("latex", "values", "expected"), BLIND_CASES, ids=[c[0][:60] for c in BLIND_CASES])
def test_value(latex: str, values: Mapping[str, Any], expected: Any) -> None:
    translation = translate_equation(latex)
    pool = {spelled(symbol): value for symbol, value in values.items()}
    found = translation(**{n: pool[spelled(symbol)] for n, symbol in translation.parameters.items()})
    last, wanted = flat(found)[-1], flat(expected)[-1]
    assert np.shape(last) == np.shape(wanted)
    np.testing.assert_allclose(last, wanted, rtol=1e-6, atol=1e-9)


def test_the_blind_corpus_is_large() -> None:
    assert len(BLIND_CASES) >= 100
