"""From LaTeX mathematics and pseudocode to documented NumPy functions; refuses what has no single meaning."""

from __future__ import annotations

from rca_kernel.formal.checks import PROBE_SOURCE, CheckPoint, check_points
from rca_kernel.formal.translate import translate_equation
from rca_kernel.formal.translate_algorithm import translate_algorithm
from rca_kernel.formal.translation import Role, Translation

__all__ = ["PROBE_SOURCE", "CheckPoint", "Role", "Translation", "translate_algorithm", "check_points", "translate_equation"]
