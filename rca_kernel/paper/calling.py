"""Which algorithm of a paper another one calls, by the name that its caption or procedure gives it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rca_kernel.paper.document import Algorithm

MOST = 3
"""Algorithms that are brought along because another calls them."""
_FONTS = re.compile(r"\\(?:text(?:sc|bf|tt|rm|it|sf)?|math(?:sc|bf|tt|rm|it|sf)|operatorname|mbox)\s*")
_HEAD = re.compile(r"[\s${}]*(?P<name>[A-Za-z][\w+-]{1,39})[\s${}]*(?:[(:,]|\.?$)")
_PROCEDURE = re.compile(
    r"\\(?:Procedure|Function|Fn|FUNCTION|PROCEDURE)\s*\{\s*(?P<name>[A-Za-z][\w+-]{1,39})\s*\}"
)


def called_by(caller: Algorithm, others: Sequence[Algorithm]) -> Iterator[Algorithm]:
    """Those of `others` that the pseudocode names, `LEN(z, T)` or `\\Call{LEN}{z}`."""
    text = _plain(caller.latex)
    own = set(_names(caller))
    for other in others:
        if other.id != caller.id and _calls(text, (name for name in _names(other) if name not in own)):
            yield other


def _names(algorithm: Algorithm) -> Iterator[str]:
    """What it is called: the one word that heads its caption, and its procedures' names. A word in lower
    case is too common to be one."""
    found = [_HEAD.match(_plain(algorithm.caption)), *_PROCEDURE.finditer(_plain(algorithm.latex))]
    yield from (name for one in found if one and (name := one["name"]) != name.lower())


def _calls(text: str, names: Iterable[str]) -> bool:
    called = r"(?<![\w\\-]){0}[\s${{}}]*\(|\\(?:Call|Fn|CALL)\s*\{{\s*{0}\s*\}}"
    return any(re.search(called.format(re.escape(name)), text) for name in names)


def _plain(latex: str) -> str:
    """Without commands for fonts, whose braces stay."""
    return _FONTS.sub("", latex)
