"""`x^{(k)}` in pseudocode: a step written above is read as a step written below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from rca_kernel.formal.pseudocode_lines import RawBlock, RawLine, rewrite, texts
from rca_kernel.formal.segments import segments

_STEP = re.compile(r"\^\{\(([A-Za-z](?:[+-]\d+)?|\d+|[A-Za-z]\s*[+-]\s*\d+)\)\}")
_GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_WRITTEN = re.compile(
    rf"(?:^|[,;&(])\s*(?P<base>\\[A-Za-z]+(?:\s*{_GROUP}|\s+\\?[A-Za-z]+)?|[A-Za-z])\s*\^"
    r"(?:\{\s*(?P<letter>[A-Za-z])\s*(?P<moved>[+-]\s*\d+)?\s*\}|(?P<alone>[A-Za-z])(?![A-Za-z]))"
    r"\s*(?=,[^=]*?(?:=|\\gets|\\leftarrow)|:?=|\\gets|\\leftarrow|\\sim)"
)
_LAST = re.compile(r"([A-Z])\s*(?:[+-]\s*\d+)?\s*\$?\s*(?:\\do|do)?\s*$")
_INDEX = re.compile(r"^[\s$]*(?:each|all)?[\s$]*([A-Za-z])\s*(?:=|\\gets|\\leftarrow|\\in|:=|\$?\s*from)")
_COUNTER = re.compile(r"([A-Za-z])\s*(?:=|\\gets|\\leftarrow)\s*\1\s*[+-]\s*1")


def lowered(items: Sequence[RawLine | RawBlock]) -> None:
    """Steps in superscripts become subscripts, where a loop counts them (same length, so places stay)."""
    indices = set(_indices(items))
    lines = list(texts(items))
    steps = {found[0] for _, text in lines for found in _STEP.findall(text)}
    if not indices & steps:
        return
    rewrite(items, lambda text: _STEP.sub(lambda m: "_{ " + m.group(1) + " }", text))


def raised(items: Sequence[RawLine | RawBlock]) -> None:
    """`z^{k+1} <- ... z^k ...`: a left side is no power, so what stands above counts the steps."""
    indices = set(_indices(items))
    lines = list(texts(items))
    maths = [p.text for _, text in lines for p in segments(text) if p.math]
    counted: dict[str, set[str]] = {}
    for text in maths:
        for found in _WRITTEN.finditer(text):
            letter, moved = found.group("letter") or found.group("alone"), found.group("moved")
            if moved or letter in indices:
                counted.setdefault(" ".join(found.group("base").split()), set()).add(letter)
    for base, letters in counted.items():
        last = "|".join(sorted(letters | _ends(items, letters)))
        spelled = r"\s*".join(re.escape(part) for part in base.split())
        script = re.compile(
            rf"(?<![A-Za-z\\])({spelled}\s*)\^(?=(?:\{{\s*(?:{last})\s*(?:[+-]\s*\d+\s*)?\}}|(?:{last})(?![A-Za-z])"
            r"|\{[01]\}|[01]))"
        )
        rewrite(items, partial(script.sub, r"\1_"))


def _ends(items: Sequence[RawLine | RawBlock], letters: set[str]) -> set[str]:
    """Letters at which a loop over one of these ends."""
    headers = [t for h, t in texts(items) if isinstance(h, RawBlock) and h.kind == "for"]
    own = [t for t in headers if (m := _INDEX.match(t)) and m.group(1) in letters]
    return {m.group(1) for t in own if (m := _LAST.search(t)) is not None}


def _indices(items: Sequence[RawLine | RawBlock]) -> Iterator[str]:
    for holder, text in texts(items):
        if isinstance(holder, RawLine):
            yield from _COUNTER.findall(text)
        elif holder.kind == "for" and (match := _INDEX.match(text)):
            yield match.group(1)
