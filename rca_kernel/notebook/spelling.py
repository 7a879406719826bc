"""Simple formulae as plain text, where nothing sets mathematics."""

from __future__ import annotations

import re
import unicodedata

_FORMULA = re.compile(r"\$(?!\s)([^$\n]+)(?<!\s)\$(?!\d)")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_BRACED = re.compile(r"([_^])\{(-?\w+)\}")
_CALLED = {"lambda": "lamda", "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi"}
"""Where Unicode's name of a letter is not LaTeX's."""


def spelt(text: str) -> str:
    """Formulae between dollar signs as text (`β_1 = 0.9`), where letters and numbers are all that they hold;
    others, and prices, stay as they are."""
    return _FORMULA.sub(_spelt, text)


def _spelt(formula: re.Match[str]) -> str:
    plain = _BRACED.sub(r"\1\2", _COMMAND.sub(_letter, formula[1]))
    return formula[0] if re.search(r"[\\{}]", plain) else plain


def _letter(command: re.Match[str]) -> str:
    name = command[1]
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {_CALLED.get(name, name).upper()}")
    except KeyError:
        return command[0]
