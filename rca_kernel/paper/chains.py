"""Rows of one chain that are numbered apart: what the later ones say, with the left side they share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rca_kernel.paper.document import Equation

_EQUALS = re.compile(r"&?\s*(?::=|\\(?:triangleq|coloneqq)(?![A-Za-z])|=)\s*&?")
_OTHER = re.compile(
    r"[<>]|\\(?:leq?|geq?|leqslant|geqslant|approx|propto|simeq|sim|equiv|neq?|lesssim|gtrsim|iff|implies"
    r"|Rightarrow|overset|stackrel|underset)(?![A-Za-z])"
)


def with_left_side(equation: Equation, known: Mapping[str, Equation]) -> Equation:
    """A row that begins with "=" and the left side of its chain; any other equation as it is.

    Only where every row before it is joined by equality: after `L <= a`, the row `= b` says nothing of L.
    """
    rows = [equation]
    while rows[-1].continues:
        before = known.get(rows[-1].continues)
        if before is None or before in rows:
            return equation
        rows.append(before)
    if len(rows) == 1 or any(_OTHER.search(row.latex) for row in rows):
        return equation
    if not all(_EQUALS.match(row.latex.lstrip()) for row in rows[:-1]):
        return equation
    relation = _EQUALS.search(rows[-1].latex)
    left = rows[-1].latex[: relation.start()].strip() if relation else ""
    return replace(equation, latex=f"{left} {equation.latex.lstrip()}") if left else equation
