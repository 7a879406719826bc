"""Numbers that a run printed under a name."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"


@dataclass(frozen=True, slots=True)
class PrintedMetric:
    """A value that was printed under a name, with the line, counted from 1, that did."""

    value: float
    line: int
    text: str


def metrics_in(output: str, name: str) -> tuple[PrintedMetric, ...]:
    """The finite values printed as `name`, in their order: in a JSON object of one line, as "name: 1.5",
    "name = 1.5" or "name 1.5"; letters' case, and - _ and blanks in a name, are one. Percent signs divide
    by 100."""
    wanted = _plain(name)
    words = [re.escape(word) for word in re.split(r"[-_\s]+", name.strip()) if word]
    if not words:
        return ()
    printed = re.compile(
        rf"(?<![\w-]){r'[-_ ]?'.join(words)}\s*(?:[:=]|is)?\s*({_NUMBER})(?!\w|\.\w)\s*(%?)", re.IGNORECASE
    )
    found: list[PrintedMetric] = []
    for number, line in enumerate(output.splitlines(), 1):
        held = _in_json(line, wanted)
        values = [float(one) / (100 if percent else 1) for one, percent in printed.findall(line)]
        found += [
            PrintedMetric(value, number, line.strip())
            for value in (values if held is None else [held])
            if math.isfinite(value)
        ]
    return tuple(found)


def _in_json(line: str, wanted: str) -> float | None:
    if not line.lstrip().startswith("{"):
        return None
    try:
        held = json.loads(line)
        values = [v for key, v in held.items() if _plain(key) == wanted and type(v) in (int, float)]
        return float(values[-1]) if values else None
    except (ValueError, OverflowError, RecursionError):
        return None


def _plain(name: str) -> str:
    return re.sub(r"[-_\s]+", "", name).lower()
