"""Requirements by their titles: their ids are names among agents and say nothing to a reader."""

from __future__ import annotations

import re
from collections.abc import Callable

from rca_kernel.contract.contract import Contract

SHORTEST = 3
"""Characters of an id that may be looked for in a text; a shorter one might be any word, as one without a
hyphen or colon is."""
_MARKED = re.compile("[-:]")


def with_titles(text: str, contract: Contract) -> str:
    """The text with the titles of these requirements for their ids, whole ones only and none in paths."""
    return titles_in(contract)(text)


def titles_in(contract: Contract) -> Callable[[str], str]:
    """The same for many texts."""
    titles = {item.id: item.title for item in contract if _is_telling(item.id)}
    if not titles:
        return str
    # Of two ids of which one begins the other, the longer one is meant.
    ids = "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))
    whole = re.compile(rf"(?<![\w/\\-])(?:{ids})(?![\w/\\-]|\.\w)")
    return lambda text: whole.sub(lambda found: titles[found[0]], text)


def _is_telling(id: str) -> bool:
    return len(id) >= SHORTEST and bool(_MARKED.search(id))
