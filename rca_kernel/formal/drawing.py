"""Random inputs for a formula: ranges and whole numbers that its own comparisons and roundings ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from rca_kernel.formal.coverage import landmarks, trees
from rca_kernel.formal.implied import lengths
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign
from rca_kernel.formal.translation import Role, Translation
from rca_kernel.formal.tree import Binary, Call, Compare, Expr, Index, Number, Sample, Symbol, walk

STEPS = 4
WIDE = [[0.0, 1.0, 2.0], [3.0, 1.0, 0.0], [1.0, 0.0, 2.0]]
USUAL = 12
_SIZES: tuple[dict[str, tuple[int, ...]], ...] = (
    {"scalar": (), "any": (), "latin": (), "vector": (3,), "row": (3,), "matrix": (3, 3)},
    {"scalar": (), "any": (), "latin": (3,), "vector": (3,), "row": (3,), "matrix": (3, 3)},
    {"scalar": (), "any": (3,), "latin": (3,), "vector": (3,), "row": (3,), "matrix": (3, 3)},
    {"scalar": (), "any": (), "latin": (3,), "vector": (3,), "row": (3,), "matrix": (3, 6)},
    {"scalar": (), "any": (), "latin": (), "vector": (6,), "row": (6,), "matrix": (6, 6)},
)
_MODES = ("mixed", "small", "large", "beside", "binary")
_RANGES: Mapping[str, Callable[[np.random.Generator, tuple[int, ...]], Any]] = {
    "unit": lambda rng, size: rng.uniform(0.1, 0.9, size),
    "positive": lambda rng, size: rng.uniform(0.5, 3.0, size),
    "normal": lambda rng, size: rng.normal(0.0, 1.0, size),
    "wide": lambda rng, size: rng.normal(0.0, 6.0, size),
    "small": lambda rng, size: rng.integers(0, 4, size),
    "large": lambda rng, size: rng.integers(2, 41, size),
    "binary": lambda rng, size: rng.integers(0, 2, size),
}
Whole = Literal["size", "label", "count"]


@dataclass(frozen=True, slots=True)
class Draws:
    """What a formula says of its inputs: whole numbers by name, numbers compared with, initial values."""

    roles: tuple[Role, ...]
    whole: Mapping[str, Whole]
    marks: tuple[float, ...]
    labels: tuple[float, ...]
    initial: frozenset[str]
    definite: frozenset[str]
    probes: Mapping[str, Callable[..., Any]]
    lengths: Mapping[str, tuple[str, ...]]

    def inputs(self, seed: int, attempt: int, *, wide: bool, natural: bool = False) -> dict[str, Any]:
        """The draw of one attempt; `wide` asks for every range after the first usual draws, `natural` for
        arrays of numbers that are as long as the formula counts."""
        rng = np.random.default_rng([seed, attempt])
        mode = _MODES[attempt // 2 % len(_MODES)] if wide and attempt >= USUAL and attempt % 2 else ""
        row = attempt // 3 % len(_SIZES)
        initial = {"initial": (3,)}
        sizes = _SIZES[0] | initial if self.initial and row == 1 else dict(_SIZES[row])
        if natural and any(r.kind == "array" for r in self.roles):
            sizes = _SIZES[0]
        drawn = {r.name: self._one(r, rng, attempt % 3, sizes, mode) for r in self.roles if r.kind != "rng"}
        return self._cut(drawn, rng, attempt % 3, mode) if natural else drawn

    def _cut(self, drawn: dict[str, Any], rng: np.random.Generator, regime: int, mode: str) -> dict[str, Any]:
        """Arrays with the lengths that the formula gives them."""
        for role in (r for r in self.roles if r.name in self.lengths):
            given = [drawn.get(name, 6) for name in self.lengths[role.name]]
            size = (*given, *np.shape(drawn[role.name])[role.rank :])
            drawn[role.name] = np.round(self._values(role, rng, size, regime, mode), 3).astype(float)
        return drawn

    def _one(
        self,
        role: Role,
        rng: np.random.Generator,
        regime: int,
        sizes: Mapping[str, tuple[int, ...]],
        mode: str,
    ) -> Any:
        match role.kind:
            case "callable":
                return self.probes[role.name]
            case "optional":
                return None
            case "shape":
                return (3,)
            case "indices":
                return rng.permutation(6) + role.base
            case "set" if role.rank:
                return [
                    tuple(float(v) for v in np.round(rng.uniform(0.3, 2, role.rank), 3)) for _ in range(3)
                ]
            case "set" if role.shape in {"vector", "matrix"}:
                size = (4, *sizes[role.shape])
            case "set":
                return [int(k) + 1 for k in rng.permutation(5)[: rng.integers(2, 5)]]
            case "integer":
                return STEPS if role.name == "max_steps" else int(rng.integers(1, 7 if mode else 5))
            case _:
                size = _size(role, sizes, role.name in self.initial)
        drawn = np.round(self._values(role, rng, size, regime, mode), 3).astype(float)
        if role.name in self.definite and len(size) > 1 and size[-1] == size[-2]:
            drawn = drawn @ np.swapaxes(drawn, -1, -2) + np.eye(size[-1])
        return drawn if size else float(drawn)

    def _values(
        self, role: Role, rng: np.random.Generator, size: tuple[int, ...], regime: int, mode: str
    ) -> Any:
        whole = self.whole.get(role.name)
        if whole == "count" or (whole == "size" and regime < 2 and mode in {"", "large", "binary"}):
            return _RANGES["large"](rng, size)
        if whole == "label" and (mode == "binary" or (regime < 2 and not mode)):
            return rng.choice(self.labels, size) if self.labels else _RANGES["small"](rng, size)
        if mode == "beside":
            near = bool(self.marks) and (whole is not None or rng.random() < 0.5)
            return rng.choice(self.marks, size) if near else _RANGES["unit"](rng, size)
        if mode == "mixed":
            name = str(rng.choice([*_RANGES, "mark", "mark"]))
            return rng.choice(self.marks, size) if name == "mark" and self.marks else _RANGES.get(
                name, _RANGES["wide"])(rng, size)  # fmt: skip
        if mode == "large":
            return _RANGES["large" if _letter(role).isalpha() else "unit"](rng, size)
        if mode in {"small", "binary"}:
            return _RANGES["small" if mode == "small" else "unit"](rng, size)
        return _RANGES[("unit", "positive", "normal")[regime]](rng, size)


def draws_of(translation: Translation, probe: Callable[..., Any]) -> Draws:
    whole: dict[str, Whole] = {}
    labels: set[float] = set()
    for tree in trees(translation):
        for node in walk(tree):
            for key, kind in _whole(node):
                if key in translation.names:
                    whole.setdefault(translation.names[key], kind)
            if isinstance(node, Compare) and {"==", "!="} & set(node.ops):
                labels |= {float(o.text) for o in node.operands if isinstance(o, Number)}
    labels |= {0.0, 1.0} if labels else set()
    marks, initial = landmarks(translation), _initial(translation)
    definite = {n.key for tree in trees(translation) for call in walk(tree) for n in _rooted(call)}
    names = frozenset(name for key, name in translation.names.items() if key in definite)
    probes = _probes(translation, probe)
    ordered = tuple(sorted(labels))
    return Draws(translation.roles, whole, marks, ordered, initial, names, probes, lengths(translation))


def _rooted(node: Expr) -> list[Symbol]:
    """The matrices of which a root is taken, and covariances: those have to be positive."""
    if not isinstance(node, Call) or node.function not in {"fractional_power", "multivariate_density"}:
        return []
    matrix = node.args[-1 if node.function == "multivariate_density" else 0]
    return [n for n in walk(matrix) if isinstance(n, Symbol)]


@dataclass(frozen=True, slots=True)
class Several:
    """Stands in for a function of several results."""

    probes: tuple[Callable[..., Any], ...]

    def __call__(self, *args: Any) -> tuple[Any, ...]:
        return tuple(probe(*args) for probe in self.probes)


@dataclass(frozen=True, slots=True)
class Truth:
    """Stands in for a condition."""

    probe: Callable[..., Any]

    def __call__(self, *args: Any) -> bool:
        return bool(np.sum(self.probe(*args)) > 1)


@dataclass(frozen=True, slots=True)
class Wide:
    """Stands in for a function that gives a vector of three, or a matrix of three rows."""

    probe: Callable[..., Any]
    matrix: bool

    def __call__(self, *args: Any) -> Any:
        values = self.probe(*args) * np.array([1.0, 2.0, 3.0])
        return np.outer(values, [1.0, -2.0, 0.5]) + np.array(WIDE) if self.matrix else values


def _probes(translation: Translation, probe: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Each function its own: what holds only where two of them are the same is seen."""
    found: dict[str, Callable[..., Any]] = {}
    place = 0
    for role in translation.roles:
        if role.kind != "callable":
            continue
        count = max(role.results, 1)
        own = [partial(probe, tilt=n / 8) if n else probe for n in range(place, place + count)]
        place += count
        one = Wide(own[0], role.shape == "matrix") if role.shape in {"vector", "matrix"} else own[0]
        found[role.name] = Truth(own[0]) if role.truth else Several(tuple(own)) if count > 1 else one
    return found


def _whole(node: Expr) -> list[tuple[str, Whole]]:
    """Symbols that stand where whole numbers do, and what kind of number they are."""
    kind: Whole = "size"
    match node:
        case Call(function="floor" | "ceil" | "round", args=parts):
            pass
        case Binary(op="%", left=left, right=right):
            parts = (left, right)
        case Sample(distribution="integers", args=parts):
            kind = "count"
        case Compare(ops=ops, operands=parts) if {"==", "!="} & set(ops):
            kind = "label"
            parts = tuple(p for p in parts if isinstance(p, Symbol | Index))
        case _:
            return []
    inner = [n for p in parts for n in walk(p)]
    symbols = [n.array if isinstance(n, Index) else n for n in inner if isinstance(n, Symbol | Index)]
    found = [s for s in symbols if kind != "size" or s.is_latin]
    return [(key, kind) for s in found for key in (s.key, s.stem)]


def _initial(translation: Translation) -> frozenset[str]:
    """Parameters of an algorithm that it goes on to change."""
    if translation.algorithm is None:
        return frozenset()
    steps = flatten(translation.algorithm.body)
    changed = {t.stem for s in steps if isinstance(s, Assign) for t in s.targets}
    named = {name for key, name in translation.names.items() if key.split("_{")[0] in changed}
    return frozenset(
        r.name for r in translation.roles if r.name in named and r.kind == "value" and r.shape == "any"
    )


def _letter(role: Role) -> str:
    return role.latex.strip("{}")[:1]


def _size(role: Role, sizes: Mapping[str, tuple[int, ...]], initial: bool) -> tuple[int, ...]:
    if initial and "initial" in sizes:
        return sizes["initial"]
    free = role.shape == "any" and role.kind == "value"
    lower = role.latex.strip("\\{}")[:1].islower() and not role.latex.startswith("\\")
    latin = free and (lower or "{" in role.latex[:8])
    dimensions = sizes["latin" if latin else role.shape]
    return (6,) * role.rank + dimensions if role.kind == "array" else dimensions
