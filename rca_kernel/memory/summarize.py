"""Actions and observations in one line: what was done, what failed, and the numbers that were seen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rca_kernel.memory.entry import Entry

FAILED = "FAILED: "
"""How the observation of an action that failed begins."""
ACTIONS = 6
NUMBERS = 12
"""Numbers kept of one observation; of more, those with a point or an exponent, the first and last ones."""
_NUMBER = re.compile(r"(?<![\w.])(?<![^\W\d]-)[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?%?(?!\w|\.\d)")
_RAN = re.compile(r"^cell \S+: (?P<status>\w+) in [\d.]+ s\b")
_LABEL = 3
"""Words kept in front of a number."""


def summary(run: Sequence[Entry]) -> Entry:
    """One entry for a run of actions and observations of one step; it takes the last one's number."""
    actions = [entry.text.split("\n", 1)[0][:80] for entry in run if entry.kind == "action"]
    shown = "; ".join(actions[:ACTIONS])
    if len(actions) > ACTIONS:
        shown += f"; and {len(actions) - ACTIONS} more"
    observed = [entry.text for entry in run if entry.kind == "observation"]
    failures = dict.fromkeys(failure for text in observed if (failure := failure_in(text)))
    numbers = dict.fromkeys(number for text in observed for number in numbers_in(text))
    text = f"entries {run[0].n} to {run[-1].n}: {shown or 'observations'}"
    text += f" | failed: {'; '.join(failures)}" if failures else ""
    text += f" | numbers: {', '.join(numbers)}" if numbers else ""
    return Entry(run[-1].n, run[-1].time, "summary", text, run[-1].step)


def failure_in(observation: str) -> str:
    """How the observed action failed, in at most 160 characters; "" where it did not."""
    text = observation.removeprefix(FAILED)
    ran = _RAN.match(text)
    if ran is not None and ran["status"] != "ok":
        lines = [line.strip() for line in text[ran.end() :].splitlines() if line.strip()]
        return f"{ran['status']}: {lines[-1]}"[:160] if lines else ran["status"]
    return " ".join(text.split())[:160] if text != observation else ""


def numbers_in(observation: str) -> list[str]:
    """The numbers of an observation, each with the words in front of it; how long a cell took is none."""
    text = observation.removeprefix(FAILED)
    ran = _RAN.match(text)
    text = text[ran.end() :] if ran else text
    found = [(line, match) for line in text.splitlines() for match in _NUMBER.finditer(line)]
    if len(found) > NUMBERS:
        found = [(line, match) for line, match in found if re.search(r"[.eE%]", match[0])]
    if len(found) > NUMBERS:
        found = found[: NUMBERS // 3] + found[-(NUMBERS - NUMBERS // 3) :]
    return [f"{_label(line, match.start())} {_value(match)}".lstrip() for line, match in found]


def _value(match: re.Match[str]) -> str:
    return match[0].removesuffix(".")


def _label(line: str, start: int) -> str:
    """The last words between the number before and this one."""
    before = _NUMBER.split(line[:start])[-1]
    words = re.findall(r"[^\W\d]\w*(?:[-/.]\w+)*", before)
    return " ".join(words[-_LABEL:])[-48:]
