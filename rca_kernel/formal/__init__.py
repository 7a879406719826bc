"""From LaTeX mathematics and pseudocode to documented NumPy functions; refuses what has no single meaning."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from rca_kernel.errors import FormalError
from rca_kernel.formal.translate import translate_equation
from rca_kernel.formal.translate_algorithm import translate_algorithm
from rca_kernel.formal.translation import Role, Translation

if TYPE_CHECKING:
    from rca_kernel.formal.checks import CheckPoint, check_points, edge_points, sample_inputs
    from rca_kernel.formal.comparing import Agreement, Counterexample, compare

__all__ = [
    "Agreement",
    "CheckPoint",
    "Counterexample",
    "FormalError",
    "Role",
    "Translation",
    "check_points",
    "compare",
    "edge_points",
    "sample_inputs",
    "translate_algorithm",
    "translate_equation",
]


def __getattr__(name: str) -> Any:
    """The checks need NumPy and mpmath, which are loaded when they are first asked for."""
    if name in __all__:
        module = "comparing" if name in {"Agreement", "Counterexample", "compare"} else "checks"
        return getattr(importlib.import_module(f"rca_kernel.formal.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
