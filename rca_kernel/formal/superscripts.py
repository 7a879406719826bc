"""`x^{(k)}` in pseudocode: a step written above is read as a step written below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rca_kernel.formal.pseudocode_lines import RawBlock, RawLine

_STEP = re.compile(r"\^\{\(([A-Za-z](?:[+-]\d+)?|\d+|[A-Za-z]\s*[+-]\s*\d+)\)\}")
_INDEX = re.compile(r"^[\s$]*(?:each|all)?[\s$]*([A-Za-z])\s*(?:=|\\gets|\\leftarrow|\\in|:=|\$?\s*from)")
_COUNTER = re.compile(r"([A-Za-z])\s*(?:=|\\gets|\\leftarrow)\s*\1\s*[+-]\s*1")


def lowered(items: Sequence[RawLine | RawBlock]) -> None:
    """Steps in superscripts become subscripts, where a loop counts them (same length, so places stay)."""
    indices = set(_indices(items))
    lines = list(_texts(items))
    steps = {found[0] for _, text in lines for found in _STEP.findall(text)}
    if not indices & steps:
        return
    for holder, text in lines:
        changed = _STEP.sub(lambda m: "_{ " + m.group(1) + " }", text)
        if isinstance(holder, RawLine):
            holder.text = changed
        else:
            holder.header = changed


def _indices(items: Sequence[RawLine | RawBlock]) -> Iterator[str]:
    for holder, text in _texts(items):
        if isinstance(holder, RawLine):
            yield from _COUNTER.findall(text)
        elif holder.kind == "for" and (match := _INDEX.match(text)):
            yield match.group(1)


def _texts(items: Sequence[RawLine | RawBlock]) -> Iterator[tuple[RawLine | RawBlock, str]]:
    for item in items:
        if isinstance(item, RawLine):
            yield item, item.text
        else:
            yield item, item.header
            yield from _texts(item.body)
