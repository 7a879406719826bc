"""Ranges as a worker gives them for the check of its function: "0 < alpha <= 1", "t in [0, 10)"."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from rca_kernel.errors import ActionError
from rca_kernel.formal.ranges import Domain, Range

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_MEMBER = re.compile(rf"(\w+)\s+in\s+([\[(])\s*({_NUMBER})\s*,\s*({_NUMBER})\s*([\])])")
_BETWEEN = re.compile(rf"({_NUMBER})\s*(<=?)\s*(\w+)\s*(<=?)\s*({_NUMBER})")
_ABOVE = re.compile(rf"(\w+)\s*(>=?)\s*({_NUMBER})|({_NUMBER})\s*(<=?)\s*([A-Za-z_]\w*)")
_BELOW = re.compile(rf"([A-Za-z_]\w*)\s*(<=?)\s*({_NUMBER})")


def given_domain(ranges: Iterable[str], names: Collection[str], integers: Collection[str]) -> Domain:
    """The ranges by parameter name. Raises ActionError for what cannot be read or leaves no room."""
    found: dict[str, Range] = {}
    for text in ranges:
        name, one = _read(text.strip())
        if name not in names:
            raise ActionError(f"The formula has no {name!r}.", hint=f"Its names: {', '.join(names)}.")
        if not one.lower < one.upper:
            raise ActionError(f"The range {text!r} leaves no room for a check.", hint="Give a wider one.")
        found[name] = replace(one, whole=name in integers)
    return Domain(found)


def _read(text: str) -> tuple[str, Range]:
    if member := _MEMBER.fullmatch(text):
        name, opening, low, high, closing = member.groups()
        return name, Range(float(low), float(high), opening == "(", closing == ")")
    if between := _BETWEEN.fullmatch(text):
        low, first, name, second, high = between.groups()
        return name, Range(float(low), float(high), first == "<", second == "<")
    if above := _ABOVE.fullmatch(text):
        name, sign, low = above.group(1, 2, 3) if above.group(1) else above.group(6, 5, 4)
        return name, Range(float(low), math.inf, open_lower="=" not in sign)
    if below := _BELOW.fullmatch(text):
        return below.group(1), Range(upper=float(below.group(3)), open_upper="=" not in below.group(2))
    raise ActionError(f"{text!r} is no range.", hint='Write "0 < alpha <= 1", "t >= 0" or "t in [0, 10)".')
