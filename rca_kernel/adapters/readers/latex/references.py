"""How a reference prints: \\ref, \\eqref, \\cref and \\autoref, single, lists and ranges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple


class Target(NamedTuple):
    """What a label names: the item's id, its printed number and its kind ("equation", "theorem", ...)."""

    id: str
    number: str
    kind: str
    name: str = ""


_COMMANDS_WORDS = """
    ref eqref cref Cref autoref autocref vref Vref pageref nameref subref labelcref namecref
    Namecref thref cpageref fullref Autoref zcref aref Aref lcnamecref nameCref autopageref Fref
    fref prettyref refeq
"""
COMMANDS = frozenset("\\" + name for name in _COMMANDS_WORDS.split())
RANGES = ("\\crefrange", "\\Crefrange")
_NAMES = {
    "section": ("Section", "Sections"),
    "equation": ("Eq.", "Eqs."),
    "algorithm": ("Algorithm", "Algorithms"),
    "table": ("Table", "Tables"),
    "figure": ("Figure", "Figures"),
    "listing": ("Listing", "Listings"),
    "item": ("Item", "Items"),
    "line": ("line", "lines"),
}


def printed(command: str, targets: Sequence[Target | None]) -> str:
    """The text that LaTeX would print, "??" for what is lost."""
    if command in ("eqref", "labelcref", "refeq"):
        return ", ".join(f"({target.number if target else '??'})" for target in targets)
    if command in ("crefrange", "Crefrange") and len(targets) == 2:
        first, last = targets
        return f"{_name(first, plural=True)} {_shown(first)} to {_shown(last)}".strip()
    if command.lower().startswith(
        ("cref", "autoref", "autocref", "vref", "thref", "zcref", "aref", "fref", "fullref")
    ):
        return _listed(targets)
    if command in ("nameref", "namecref", "Namecref", "lcnamecref", "nameCref"):
        return ", ".join(_name(target, plural=False) or "??" for target in targets)
    return ", ".join(target.number if target else "??" for target in targets)


def _listed(targets: Sequence[Target | None]) -> str:
    """\\cref{a,b,c}: grouped by kind, "Sections 3.1 and 3.2 and Table 1"."""
    groups: list[str] = []
    for _, members in groupby(targets, key=lambda target: _name(target, plural=False)):
        found = list(members)
        numbers = [_shown(target) for target in found]
        text = numbers[0] if len(numbers) == 1 else ", ".join(numbers[:-1]) + " and " + numbers[-1]
        groups.append(f"{_name(found[0], plural=len(found) > 1)} {text}".strip())
    return " and ".join(groups)


def _shown(target: Target | None) -> str:
    if target is None:
        return "??"
    return f"({target.number})" if target.kind == "equation" else target.number


def _name(target: Target | None, *, plural: bool) -> str:
    if target is None:
        return ""
    if target.kind == "section" and target.number[:1].isalpha():
        return "Appendices" if plural else "Appendix"
    names = _NAMES.get(target.kind)
    if names is None:
        return target.name + ("s" if plural else "")
    return names[1] if plural else names[0]
