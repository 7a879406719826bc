"""Which symbol a formula defines."""

from __future__ import annotations

import re

from rca_kernel.paper.symbols import canonical, symbols

_DEFINES = re.compile(
    r"^(?P<left>[^=]{1,80}?)\s*(?::=|\\coloneqq|\\triangleq|\\gets|\\leftarrow|\\equiv|=)(?!=)"
)


def defines(latex: str) -> tuple[str, ...]:
    """The one symbol (or function) on the left of an equation's first sign of equality."""
    found = _DEFINES.match(latex)
    if not found:
        return ()
    left = re.sub(r"\(.*\)\s*$", "", found.group("left")).strip()
    names = symbols(left)
    head = canonical(left)
    return (
        (head,) if head in names and len(left) < 40 and not re.search(r"[+\-*/]", left.split("_")[0]) else ()
    )
