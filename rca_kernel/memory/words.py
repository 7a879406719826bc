"""The words of a text as recall compares them: eps, \\epsilon and ε are one, 1e-8 and 10^{-8} another."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"(?:(?P<factor>\d+(?:\.\d+)?)\s*(?:\\times|\\cdot|[×·*])\s*)?10\s*(?:\^|\*\*)\s*\{?(?P<power>-?\d+)\}?"
    r"|(?P<id>rca-[0-9a-f]{12})"
    r"|(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<word>[^\W\d_]+)"
)
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau "
    "upsilon phi chi psi omega"
)
_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
_SAME = {
    **dict(zip(_LETTERS, _GREEK.split(), strict=True)),
    **{"ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "ς": "sigma", "ϱ": "rho"},
    **{"eps": "epsilon", "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho"},
    **{"lr": "rate", "params": "parameter", "param": "parameter", "eq": "equation", "eqs": "equation"},
}
_WHOLE = frozenset(_SAME.values())
_COMMON_WORDS = (
    "a about after all also an and any are as at be been but by can did do does for from had has have how i "
    "if in into is it its of on or our so such than that the their them then there these they this those to "
    "was we were what when where which while who why will with you your"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_ENDINGS = ("ing", "ed", "es", "s", "e")


@lru_cache(maxsize=16_384)
def words(text: str) -> tuple[str, ...]:
    """The words and numbers of `text` in order, without common words, each in one spelling."""
    found = (_spelling(match) for match in _TOKEN.finditer(text))
    return tuple(word for word in found if word not in _COMMON)


def _spelling(match: re.Match[str]) -> str:
    if (power := match["power"]) is not None:
        return _number(f"{match['factor'] or '1'}e{power}")
    if (number := match["number"]) is not None:
        return _number(number)
    word = match[0].lower()
    return _stem(_SAME.get(word, word))


def _number(text: str) -> str:
    return format(float(text), ".12g")


def _stem(word: str) -> str:
    """Without its ending where four letters are left; names of Greek letters stay whole."""
    if word in _WHOLE or word.endswith("ss"):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
