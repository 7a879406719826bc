"""An equation as a paper prints it, beside its value by hand; and the arrays that stand for its inputs."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

_rng = np.random.default_rng(7)
A, B, C, D = (_rng.normal(size=4) for _ in range(4))
POS = _rng.uniform(0.3, 2.0, 4)
P = np.array([0.1, 0.2, 0.3, 0.4])
Q = np.array([0.25, 0.15, 0.35, 0.25])
Y = np.array([0.0, 1.0, 0.0, 1.0])
M34, M43, M44, M53 = (_rng.normal(size=s) for s in ((3, 4), (4, 3), (4, 4), (5, 3)))
V3, U3, V5 = _rng.normal(size=3), _rng.normal(size=3), _rng.normal(size=5)
SPD = M44 @ M44.T + np.eye(4)
COVARIANCES = np.stack(
    [np.diag([1.0, 2.0, 0.5]), np.outer(V3, V3) + np.eye(3), np.outer(U3, U3) + 2 * np.eye(3)]
)


class Case(NamedTuple):
    latex: str
    name: str | None
    expected: Callable[..., Any]

    @property
    def inputs(self) -> dict[str, Any]:
        """The defaults of the value by hand, by name."""
        return {name: one.default for name, one in inspect.signature(self.expected).parameters.items()}


def softmax(z: Any) -> Any:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def gaussian(x: Any, mean: Any, covariance: Any) -> Any:
    """The density by the inverse and the eigenvalues: another way than that of the code."""
    off = x - mean
    scale = np.prod(np.sqrt(2 * np.pi * np.linalg.eigvalsh(covariance)))
    return np.exp(-0.5 * off @ np.linalg.inv(covariance) @ off) / scale


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))
