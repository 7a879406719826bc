"""Numbers that a run printed under a name."""

from __future__ import annotations

import json
import math
import re

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"


def metric_in(output: str, name: str) -> float | None:
    """The last finite value printed as `name`: in a JSON object of one line, as "name: 1.5", "name = 1.5"
    or "name 1.5"; letters' case, and - _ and blanks in a name, are one. Percent signs divide by 100."""
    wanted = _plain(name)
    words = [re.escape(word) for word in re.split(r"[-_\s]+", name.strip()) if word]
    if not words:
        return None
    printed = re.compile(
        rf"(?<![\w-]){r'[-_ ]?'.join(words)}\s*(?:[:=]|is)?\s*({_NUMBER})(?!\w|\.\w)\s*(%?)", re.IGNORECASE
    )
    found: float | None = None
    for line in output.splitlines():
        value = _in_json(line, wanted)
        if value is None:
            matches = printed.findall(line)
            value = float(matches[-1][0]) / (100 if matches[-1][1] else 1) if matches else None
        found = value if value is not None and math.isfinite(value) else found
    return found


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
