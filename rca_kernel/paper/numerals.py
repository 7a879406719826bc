"""Numbers as papers print them: 0.9, 10^{-8}, 1\\times 10^{-3}, 1e-3, 1{,}000, 1/2, 50\\%."""

from __future__ import annotations

import re

_PLAIN = r"[+-]?(?:\d{1,3}(?:(?:,|\{,\}|\\,)\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
_EXPONENT = r"\{?\s*([+\-−]?\s*\d+)\s*\}?"
_TIMES_TEN = re.compile(rf"(?P<a>{_PLAIN})\s*(?:\\times|\\cdot|×)\s*10\s*\^\s*{_EXPONENT}")
_POWER = re.compile(rf"(?P<b>\d+)\s*\^\s*{_EXPONENT}")
_FRACTION = re.compile(
    r"\\[dt]?frac\s*\{\s*(\d+(?:\.\d+)?)\s*\}\s*\{\s*(\d+(?:\.\d+)?)\s*\}|(\d+)\s*/\s*(\d+)"
)
_SIMPLE = re.compile(rf"({_PLAIN})\s*(\\?%)?")
_SCIENTIFIC = re.compile(
    rf"({_PLAIN})\s*(?:\\(?:text|mathrm)\s*\{{\s*e\s*([-+]?)\s*\}}|[eE]\s*([-+−]?))\s*\{{?\s*([-−]?\d+)\s*\}}?"
)


def number(text: str) -> float | None:
    """The value of `text` when the whole of it is one number, else None."""
    text = text.strip().strip("$").replace("\\,", "").replace("\\!", "").strip()
    text = re.sub(r"^\\(?:num|text|mathrm)\s*\{(.*)\}$", r"\1", text).strip()
    if not text or len(text) > 60:
        return None
    if found := _TIMES_TEN.fullmatch(text):
        return _scaled(found.group("a"), found.group(2))
    if found := _SCIENTIFIC.fullmatch(text):
        return _scaled(found.group(1), (found.group(2) or found.group(3) or "") + found.group(4))
    if found := _POWER.fullmatch(text):
        return _power(int(found.group("b")), found.group(2))
    if found := _FRACTION.fullmatch(text):
        above, below = (
            (found.group(1), found.group(2)) if found.group(1) else (found.group(3), found.group(4))
        )
        return float(above) / float(below) if float(below) else None
    if found := _SIMPLE.fullmatch(text):
        value = _plain(found.group(1))
        return value / 100 if found.group(2) else value
    return None


def _plain(text: str) -> float:
    return float(re.sub(r"\{,\}|,|\\,", "", text))


def _scaled(mantissa: str, exponent: str) -> float | None:
    size = int(exponent.replace(" ", "").replace("−", "-").replace("+-", "-").replace("--", "-"))
    return float(f"{_plain(mantissa)!r}e{size}") if abs(size) < 300 else None


def _power(root: int, exponent: str) -> float | None:
    size = int(exponent.replace(" ", "").replace("−", "-"))
    if abs(size) > 300 or root > 10**6:
        return None
    return float(f"1e{size}") if root == 10 else float(root) ** size if root or size > 0 else None
