"""The optimizer that train.py uses: plain stochastic gradient descent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


@dataclass
class SGD:
    """Plain gradient descent with a constant step size; the baseline to be replaced by the paper's method."""

    step_size: float = 0.03

    def step(self, theta: Vector, gradient: Vector) -> Vector:
        """Return the parameters after one step; both arguments have shape (d,) and stay unchanged."""
        return theta - self.step_size * gradient
