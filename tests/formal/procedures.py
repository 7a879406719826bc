"""A procedure as a paper prints it, beside the same computation by hand; and what stands for its inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Procedure(NamedTuple):
    name: str
    latex: str
    inputs: dict[str, Any]
    expected: Callable[..., Any]


def grad(theta: Any) -> Any:
    return 2 * theta + np.sin(theta)


START = np.array([1.0, -2.0, 0.5])
