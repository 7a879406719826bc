"""JSON laid out as Jupyter lays out a file, with the text of what has not changed kept from the last time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import is_
from typing import Any


@dataclass(slots=True)
class LaidList:
    """The objects of a list, each with its text; the first `count` of these joined."""

    items: list[Any]
    texts: list[str]
    joined: str = ""
    count: int = 0


class Layout:
    """Indented by one, keys sorted. Objects that stand in lists are laid out once and then known by
    identity: they must not be changed afterwards."""

    def __init__(self, *, allow_nan: bool = True) -> None:
        self._allow_nan = allow_nan
        self._lists: dict[tuple[str, ...], LaidList] = {}

    def text(self, value: Any, level: int, *, path: tuple[str, ...] = ()) -> str:
        """`value` as it stands below `level` others. Raises TypeError or ValueError for what is not JSON."""
        if isinstance(value, Mapping):
            inner = {str(k): self.text(v, level + 1, path=(*path, str(k))) for k, v in value.items()}
            return laid_object(inner, level)
        if isinstance(value, list | tuple):
            return laid_list(self._joined(value, level, path), level) if value else "[]"
        return json.dumps(value, ensure_ascii=False, allow_nan=self._allow_nan)

    def check(self, value: Any, level: int, *, path: tuple[str, ...] = ()) -> None:
        """Raises as `text` would; what is laid out for that is kept, and nothing is put together."""
        if isinstance(value, Mapping):
            for key, item in value.items():
                self.check(item, level + 1, path=(*path, str(key)))
        elif isinstance(value, list | tuple):
            self._laid(value, level, path)
        else:
            self.text(value, level)

    def _joined(self, value: Sequence[Any], level: int, path: tuple[str, ...]) -> str:
        laid = self._laid(value, level, path)
        added = laid.texts[laid.count :]
        laid.joined = _between(level).join([laid.joined, *added] if laid.count else added)
        laid.count = len(laid.texts)
        return laid.joined

    def _laid(self, value: Sequence[Any], level: int, path: tuple[str, ...]) -> LaidList:
        """The list's items, of which the leading ones are most often those of the last time."""
        known = self._lists.get(path) or LaidList([], [])
        count = len(known.items)
        if count <= len(value) and all(map(is_, known.items, value)):
            known.items += value[count:]
            known.texts += [self._item(item, level + 1) for item in known.items[count:]]
        else:
            by_id = {id(item): text for item, text in zip(known.items, known.texts, strict=True)}
            texts = [by_id.get(id(item)) or self._item(item, level + 1) for item in value]
            known = LaidList(list(value), texts)
        self._lists[path] = known
        return known

    def _item(self, item: Any, level: int) -> str:
        return Layout(allow_nan=self._allow_nan).text(item, level)


def _between(level: int) -> str:
    return ",\n" + " " * (level + 1)


def laid_object(texts: Mapping[str, str], level: int) -> str:
    """An object of values that are laid out already."""
    if not texts:
        return "{}"
    inner = " " * (level + 1)
    lines = (f"{inner}{json.dumps(key, ensure_ascii=False)}: {texts[key]}" for key in sorted(texts))
    return "{\n" + ",\n".join(lines) + f"\n{' ' * level}}}"


def laid_list(joined: str, level: int) -> str:
    """A list whose items are laid out and joined already."""
    return f"[\n{' ' * (level + 1)}{joined}\n{' ' * level}]" if joined else "[]"


def joined(texts: Sequence[str], level: int) -> str:
    """Items of a list at `level`, as `laid_list` takes them."""
    return _between(level).join(texts)
