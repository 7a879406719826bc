"""Pictures that belong to a passage: equations that a PDF holds as pixels."""

from __future__ import annotations

import contextlib
from functools import lru_cache

from rca_kernel.errors import PaperError
from rca_kernel.models import Image, picture
from rca_kernel.paper.passage import Passage
from rca_kernel.paper.targets import name_of

MOST = 6


def passage_pictures(passage: Passage) -> tuple[Image, ...]:
    """The images of equations whose mathematics was lost, at most MOST of them."""
    return _pictures(passage)


@lru_cache(maxsize=4)
def _pictures(passage: Passage) -> tuple[Image, ...]:
    found: list[Image | None] = []
    for equation in passage.equations():
        if equation.image is not None and len(found) < MOST:
            with contextlib.suppress(PaperError):  # the page can no longer be drawn: its text has to do
                found.append(picture(equation.image.read(), caption=name_of(equation)))
    return tuple(one for one in found if one is not None)
