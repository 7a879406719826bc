"""Values that the reference evaluator reads: by symbol, by time, as exact numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal.marks import Seen
from rca_kernel.formal.tree import Expr, Symbol

Value = Any


@dataclass(slots=True)
class Scope:
    """Values by symbol key (arrays by stem), given functions, the generator, and values over time."""

    values: dict[str, Value]
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    rng: Any = None
    shape: Any = ()
    history: dict[tuple[str, int], Value] = field(default_factory=dict)
    latest: dict[str, Value] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)
    elements: dict[str, dict[tuple[int, ...], Value]] = field(default_factory=dict)
    mappings: set[str] = field(default_factory=set)
    evaluate: Callable[[Expr, Scope], Value] = lambda node, scope: None
    seen: Seen = field(default_factory=set)

    def find(self, symbol: Symbol) -> Value:
        """The value of a symbol; a subscripted one may be a moment of a series."""
        if self.elements.get(symbol.key):
            return self.gathered(symbol.key)
        if symbol.key in self.values:
            return self.values[symbol.key]
        if len(symbol.subscripts) == 1:
            moment = self._moment(symbol)
            if moment is not None:
                return moment
        elif symbol.subscripts and symbol.stem in self.values:
            places = tuple(integer(self.evaluate(s, self)) for s in symbol.subscripts)
            return self.element(symbol, places, self.bases.get(symbol.stem, 1))
        elif symbol.stem in self.latest:
            return self.latest[symbol.stem]
        raise FormalError("no value is given for this symbol", token=symbol.latex, position=symbol.position)

    def gathered(self, stem: str) -> Value:
        """The array of the elements written one by one; all of them must be there."""
        written = self.elements[stem]
        if stem in self.mappings:
            return np.array(list(written.values()), dtype=object)
        first = min(written)
        shape = tuple(top - low + 1 for top, low in zip(max(written), first, strict=True))
        parts = [
            written[tuple(p + low for p, low in zip(place, first, strict=True))]
            for place in np.ndindex(shape)
        ]
        whole = np.array(parts, dtype=object)
        return whole.reshape((*shape, *whole.shape[1:]))

    def element(self, array: Symbol, places: tuple[int, ...], base: int) -> Value:
        """The array at the places of the paper."""
        written = self.elements.get(array.stem, {})
        if places in written:
            return written[places]
        value = self.values[array.key] if array.key in self.values else self.values.get(array.stem)
        if value is None:
            raise FormalError("this element has no value", token=array.latex, position=array.position)
        if any(p < base for p in places):
            raise IndexError("an index before the first element")
        return value[tuple(p - base for p in places)]

    def _moment(self, symbol: Symbol) -> Value:
        try:
            at = integer(self.evaluate(symbol.subscripts[0], self))
        except FormalError:
            return None
        if (symbol.stem, at) in self.history:
            return self.history[(symbol.stem, at)]
        for key, value in self.values.items():
            if key.startswith(f"{symbol.stem}_{{"):
                inner = key[len(symbol.stem) + 2 : -1]
                start = int(inner) if inner.isdigit() else self.values.get(f"|{inner}||")
                if start is not None and start == at:
                    return value
        if symbol.stem in self.values:
            place = at - self.bases.get(symbol.stem, 1)
            if place < 0:
                raise IndexError("an index before the first element")
            return self.values[symbol.stem][place]
        return None

    def function(self, symbol: Symbol) -> Callable[..., Any]:
        """The given function of a symbol; one indexed by time is given once for all times."""
        found = self.functions.get(symbol.key) or self.functions.get(symbol.stem)
        if found is None and callable(made := self.values.get(symbol.key, self.latest.get(symbol.stem))):
            return made  # type: ignore[no-any-return]
        if found is None:
            raise FormalError("no function is given for this symbol", token=symbol.latex)
        return found


def exact(value: Any) -> Value:
    """Numbers as mpf, arrays as arrays of mpf."""
    import mpmath

    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return mpmath.mpf(int(value))
    if isinstance(value, float | np.floating):
        return mpmath.mpf(float(value))
    if isinstance(value, np.ndarray | list | tuple):
        array = np.asarray(value)
        if array.dtype == object:
            return array
        return np.array([mpmath.mpf(float(v)) for v in array.ravel()], dtype=object).reshape(array.shape)
    return value


def plain(value: Value) -> Any:
    """Floats and float arrays again."""
    if isinstance(value, np.ndarray):
        return np.array([float(v) for v in value.ravel()]).reshape(value.shape)
    if isinstance(value, tuple):
        return tuple(plain(v) for v in value)
    return float(value)


def integer(value: Value) -> int:
    number = int(value)
    if number != value:
        raise FormalError("a whole number was expected", token=str(value))
    return number
