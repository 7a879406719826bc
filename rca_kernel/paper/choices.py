"""Several values for one quantity: alternatives ("64 or 128"), lists, and ranges ("0.9 to 0.99")."""

from __future__ import annotations

import re

from rca_kernel.paper.numerals import number

_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\.\d+)(?:[eE][-−]?\d+)?(?:\s?\\?%)?"
_ONE = rf"(?:\$[^$]{{1,40}}\$|{_PLAIN})"
_SEPARATOR = r"\s*(?P<sign>,\s*or|,\s*and|,|or|and\s+to|and|to|–|--?|/)\s*"
_NEXT = re.compile(rf"{_SEPARATOR}(?P<value>{_ONE})(?![\w×]|\.\d|\s*[x×]\s*\d|\s*\\times|-[A-Za-z])")
_RANGE = ("to", "and to", "–", "--", "-")
_ELEMENTS = re.compile(r"\\?\{\s*(?P<elements>[^{}]*(?:\{[^{}]*\}[^{}]*)*?)\s*\\?\}")
MOST = 12


def choices_after(first: str, text: str, at: int, *, loose: bool = False) -> tuple[str, int]:
    """`first` with the values that follow it in `text` from `at` on, and where they end.

    A plain whole number after "and" or a comma may count something else ("and 64 images"), so unless `loose`
    only "or", "to" and a dash lead to one.
    """
    values, signs, end = [first.strip(" $")], [], at
    while len(values) < MOST and (found := _NEXT.match(text, end)):
        value, sign = found.group("value"), " ".join(found.group("sign").split())
        whole = value.isdigit() and sign not in ("or", ", or", *_RANGE)
        if number(value) is None or (whole and not loose) or (sign == "-" and not loose):
            break
        values.append(value.strip(" $"))
        signs.append(sign)
        end = found.end()
    if not signs:
        return first, at
    if len(values) == 2 and signs[0] in _RANGE:
        return f"{values[0]} to {values[1]}", end
    return listed(values), end


def set_of(formula: str) -> tuple[str, str] | None:
    r"""The symbol and the listed values of `\alpha \in \{0.1, 0.2\}`."""
    name, sign, right = formula.partition("\\in")
    found = _ELEMENTS.fullmatch(right.strip()) if sign else None
    values = found.group("elements").rstrip("\\").split(",") if found else []
    if len(values) < 2 or len(values) > MOST or any(number(value) is None for value in values):
        return None
    return name.strip(), listed([value.strip() for value in values])


def alternatives(value: str) -> list[str]:
    """The values of which a stated one, "64 or 128", leaves the choice."""
    return re.split(r",\s+or\s+|,\s+|\s+or\s+", value)


def listed(values: list[str]) -> str:
    """Each value once, in the order in which it is first stated."""
    once: dict[float | str, str] = {}
    for value in values:
        found = number(value)
        once.setdefault(value if found is None else found, value)
    values = list(once.values())
    return f"{', '.join(values[:-1])} or {values[-1]}" if len(values) > 1 else values[0]
