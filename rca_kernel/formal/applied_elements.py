"""Elements written as applications or in brackets, `V(s) <- ...` and `D[i, j] <- ...`, as subscripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from rca_kernel.formal.pseudocode_lines import RawBlock, RawLine, rewrite, texts
from rca_kernel.formal.segments import segments

_GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_SCRIPT = rf"_(?:{_GROUP}|\\[A-Za-z]+|[A-Za-z0-9])"
_STEM = rf"(?:\\[A-Za-z]+(?:\s*{_GROUP}|\s+\\?[A-Za-z]+)?|[A-Za-z])"
_TARGET = re.compile(
    rf"^\s*(?P<stem>{_STEM})\s*(?P<script>{_SCRIPT})?\s*(?:\\left)?(?P<open>[(\[])(?P<args>[^()\[\]]*)"
    r"(?:\\right)?[)\]]\s*(?::?=|\\gets(?![a-z])|\\leftarrow(?![a-z]))"
)
_COUNTED = re.compile(
    r"(\\?[A-Za-z]+'?)\s*(?:=|:=|\\in(?![a-z])|\\gets|\\leftarrow|,(?=[^=]*\\in)|\s+from\b|\s+in\b)"
)
_SUFFIX = re.compile(
    r"(?:\bfor\b|\\forall)\s*(?:all|each|every)?\s*\$?\s*(\\?[A-Za-z]+'?)\s*(?:=|\\in(?![a-z])|\$|,)"
)
_PLACE = re.compile(r"^(?P<letter>\\?[A-Za-z]+'?)?\s*(?:(?:^|[+-])\s*\d+)?$")


@dataclass(frozen=True, slots=True)
class Applied:
    """One target: its letter, the places that it shows, whether brackets enclose them."""

    stem: str
    places: tuple[str, ...]
    bracketed: bool


def with_subscripts(items: Sequence[RawLine | RawBlock]) -> frozenset[str]:
    """Each such element in all lines and headers as the same letter with subscripts; gives the letters of
    those written as functions, whose values are numbers."""
    indices = set(_indices(items))
    maths = [p.text for _, text in texts(items) for p in segments(text) if p.math]
    targets = [t for text in maths if (t := _target(text)) is not None]
    stems = {t.stem for t in targets if _is_array(t, indices, maths)}
    stems -= {t.stem for t in targets if not _is_array(t, indices, maths)}
    rewrite(items, lambda text: reduce(_lowered, stems, text))
    return frozenset(t.stem for t in targets if t.stem in stems and not t.bracketed)


def _target(text: str) -> Applied | None:
    found = _TARGET.match(text)
    if found is None:
        return None
    places = tuple(p.strip() for p in found.group("args").split(","))
    return Applied(found.group("stem"), places, found.group("open") == "[")


def _is_array(target: Applied, indices: set[str], maths: Sequence[str]) -> bool:
    """Places are counted, or the element is made of its own old value (`Q(s, a) <- Q(s, a) + ...`)."""
    if target.bracketed:
        return True
    counted = [_PLACE.match(p) for p in target.places]
    if all(m is not None and (m.group("letter") is None or m.group("letter") in indices) for m in counted):
        return True
    left = re.compile(rf"{re.escape(target.stem)}\s*(?:{_SCRIPT})?\s*[(\[]")
    own = [text for text in maths if (t := _target(text)) is not None and t == target]
    return all(len(left.findall(text)) > 1 for text in own)


def _lowered(text: str, stem: str) -> str:
    """`V_t(s)` as `V_{t,s}` wherever the letter stands."""
    head = re.compile(
        rf"(?<![A-Za-z\\]){re.escape(stem)}\s*(?P<script>{_SCRIPT})?\s*(?:\\left|\\big[lg]?|\\Big)?(?P<open>[(\[])"
    )
    place = 0
    while (found := head.search(text, place)) is not None:
        if re.search(r"[A-Za-z]{2}", re.sub(r"\\(?!text|mathrm)[A-Za-z]+", "", found.group("script") or "")):
            place = found.end()
            continue
        end = _closing(text, found.end(), found.group("open"))
        if end < 0:
            return text
        inner = re.sub(r"\\(?:right|big[rg]?|Big)\s*$", "", text[found.end() : end]).strip()
        script = (found.group("script") or "")[1:].strip("{}" if "{" in (found.group("script") or "") else "")
        places = ", ".join(p for p in (script, _lowered(inner, stem)) if p)
        made = f"{stem}_{{{places}}}"
        text = text[: found.start()] + made + text[end + 1 :]
        place = found.start() + len(made)
    return text


def _closing(text: str, start: int, opening: str) -> int:
    closing = {"(": ")", "[": "]"}[opening]
    depth = 1
    for place in range(start, len(text)):
        depth += {opening: 1, closing: -1}.get(text[place], 0)
        if depth == 0:
            return place
    return -1


def _indices(items: Sequence[RawLine | RawBlock]) -> Iterator[str]:
    for holder, text in texts(items):
        if isinstance(holder, RawBlock):
            yield from _COUNTED.findall(text.replace("$", " ")) if holder.kind == "for" else ()
        else:
            yield from _SUFFIX.findall(text)
