"""Requirements by their titles: their ids are names among agents and say nothing to a reader."""

from __future__ import annotations

import re

from rca_kernel.contract.contract import Contract

SHORTEST = 3
"""Characters of an id that may be looked for in a text; a shorter one might be any word."""


def with_titles(text: str, contract: Contract) -> str:
    """The text with the titles of these requirements in place of their ids, whole ones only."""
    titles = {item.id: item.title for item in contract if len(item.id) >= SHORTEST}
    if not titles:
        return text
    # Of two ids of which one begins the other, the longer one is meant.
    ids = "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))
    return re.sub(rf"(?<![\w-])(?:{ids})(?![\w-])", lambda found: titles[found[0]], text)
