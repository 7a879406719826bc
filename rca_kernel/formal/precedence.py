"""How tightly printed operators bind."""

from __future__ import annotations

SUM, PRODUCT, UNARY, POWER, ATOM = 1, 2, 3, 4, 5
LEVELS = {
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "//": PRODUCT,
    "@": PRODUCT,
    "%": PRODUCT,
    "^": POWER,
}
