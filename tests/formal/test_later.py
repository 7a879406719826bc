"""Later corpora, written before the compiler saw them: right values, or refused, never wrong."""

from __future__ import annotations

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation
from rca_kernel.formal.comparing import Agreement, compare
from tests.formal.audited import AUDITED
from tests.formal.cases import Case
from tests.formal.decided import DECIDED
from tests.formal.held_out import HELD_OUT
from tests.formal.second_measures import MEASURES
from tests.formal.second_models import MODELS
from tests.formal.second_training import TRAINING
from tests.formal.third import THIRD

LATER = [*HELD_OUT, *TRAINING, *MODELS, *MEASURES, *THIRD, *AUDITED, *DECIDED]
REFUSED = [c for c in LATER if c.name is None]
TRANSLATED = [c for c in LATER if c.name is not None]


@pytest.mark.parametrize("case", TRANSLATED, ids=lambda c: c.latex[:60])
def test_equation_of_a_later_corpus(case: Case) -> None:
    translation = translate_equation(case.latex)
    inputs = case.inputs
    assert translation.name == case.name
    assert set(translation.parameters) == set(inputs)
    found, expected = translation(**inputs), case.expected(**inputs)
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)
    if any(mark in case.latex for mark in (r"\in P(i)", "_{<i}")):
        return  # functions of sequences, and those that give sets, are not drawn at random
    outcome = compare(translation.function, translation, points=3)
    assert isinstance(outcome, Agreement), outcome


@pytest.mark.parametrize("case", REFUSED, ids=lambda c: c.latex[:60])
def test_equation_of_a_later_corpus_is_refused(case: Case) -> None:
    with pytest.raises(FormalError):
        translate_equation(case.latex)


def test_the_later_corpora_are_large() -> None:
    assert len(TRANSLATED) >= 300
