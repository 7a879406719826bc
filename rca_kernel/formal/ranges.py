"""Ranges that a paper states for its symbols, and values drawn inside them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rca_kernel.formal.declarations import symbol_keys
from rca_kernel.formal.requirements import number_of

if TYPE_CHECKING:
    import numpy as np

    from rca_kernel.formal.translation import Translation

_INLINE = re.compile(r"(?<!\$)\$([^$]+)\$(?!\$)")
_MEMBER = re.compile(r"^(.+?)\\in(?![a-zA-Z])\s*(?:\\left)?([\[(])([^,]+),([^,]+?)(?:\\right)?([\])])\s*$")
_DRAWN = re.compile(
    r"^(.+?)\\sim(?![a-zA-Z])\s*\{?\s*(?:\\(?:mathrm|text|textrm|operatorname|mathcal|mathsf|mathit)\s*)?\{?\s*"
    r"(Beta|Uniform|Unif|U|Bernoulli|Bern|Ber)\s*\}?\s*(?:\\left)?\s*[(\[]\s*(.*?)\s*(?:\\right)?\s*[)\]]\s*\}?[.,;]?$"
)
_ORDER = re.compile(r"(\\leq?(?![a-zA-Z])|\\geq?(?![a-zA-Z])|<|>|\\lt(?![a-zA-Z])|\\gt(?![a-zA-Z]))")
_COUNTER = re.compile(
    r"^([^=<>,]+?)\s*=\s*(\d+)\s*,(?:\s*\d+\s*,)*\s*\\[lc]?dots[bcmio]?\s*,\s*([^=<>,]+?)\s*$"
)
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|unless|until|while|once|for|setting|taking|choosing|case)\s*$", re.IGNORECASE
)
_LESS, _MORE = {"<", r"\lt", r"\le", r"\leq"}, {">", r"\gt", r"\ge", r"\geq"}
_STRICT = {"<", ">", r"\lt", r"\gt"}


@dataclass(frozen=True, slots=True)
class Range:
    """Where the values of a symbol lie; `whole` says that they are whole numbers."""

    lower: float = -math.inf
    upper: float = math.inf
    open_lower: bool = False
    open_upper: bool = False
    whole: bool = False

    def holds(self, value: Any) -> bool:
        """Whether all of a number or an array lies inside."""
        import numpy as np

        return bool(np.all(self._inside(np.asarray(value, dtype=float))))

    def _inside(self, value: Any) -> Any:
        above = value > self.lower if self.open_lower else value >= self.lower
        below = value < self.upper if self.open_upper else value <= self.upper
        return above & below

    def fitted(self, value: Any, rng: np.random.Generator) -> Any:
        """`value` where it lies inside, else a value that does."""
        import numpy as np

        given = np.asarray(value, dtype=float)
        inside = given
        if self.whole:
            some = rng.integers(0, 12, given.shape) + (self.lower if math.isfinite(self.lower) else 0)
            inside = np.where(given == np.round(given), given, some)
        if math.isfinite(self.lower) and math.isfinite(self.upper):
            other = self.lower + (self.upper - self.lower) * np.round(rng.uniform(0.05, 0.95, given.shape), 3)
        elif math.isfinite(self.lower):
            other = self.lower + np.abs(given - self.lower) + (1.0 if self.whole else 0.5)
        else:
            other = self.upper - np.abs(given - self.upper) - (1.0 if self.whole else 0.5)
        kept = np.where(self._inside(inside), inside, np.round(other) if self.whole else other)
        rounded = np.round(kept, 6)
        return rounded if isinstance(value, np.ndarray) else type(value)(rounded)

    def edges(self) -> tuple[float, ...]:
        """The ends where they belong to the range; beside them where they are left out of a finite one."""
        finite = math.isfinite(self.lower) and math.isfinite(self.upper)
        beside = 2e-3 * (self.upper - self.lower) if finite and not self.whole else math.nan
        low = self.lower + beside if self.open_lower else self.lower
        high = self.upper - beside if self.open_upper else self.upper
        return tuple(end for end in (low, high) if math.isfinite(end))

    def words(self) -> str:
        """In mathematical notation, `[0, 1)`."""
        left = "(" if self.open_lower or self.lower == -math.inf else "["
        right = ")" if self.open_upper or self.upper == math.inf else "]"
        return f"{left}{_plain(self.lower)}, {_plain(self.upper)}{right}"


@dataclass(frozen=True, slots=True)
class Domain:
    """Where inputs may lie: a range for a symbol, and pairs of which the first is less than the second
    (`True`: strictly). Symbols are keys, or parameter names once `named`."""

    ranges: Mapping[str, Range] = field(default_factory=dict)
    orders: frozenset[tuple[str, str, bool]] = frozenset()

    def __or__(self, other: Domain) -> Domain:
        """Both; where both state a range, the other's, and whole numbers stay whole."""
        ranges = dict(self.ranges)
        for key, one in other.ranges.items():
            ranges[key] = replace(one, whole=one.whole or (key in ranges and ranges[key].whole))
        return Domain(ranges, self.orders | other.orders)

    def __bool__(self) -> bool:
        return bool(self.ranges or self.orders)

    def named(self, translation: Translation) -> Domain:
        """By the parameter names of a translation, as far as it has them."""
        kinds = {r.name: r.kind for r in translation.roles}
        names = {
            key: name
            for key, name in translation.names.items()
            if kinds.get(name) in {"value", "array", "integer"}
        }
        ranges = {
            names[key]: one
            for key, one in self.ranges.items()
            if key in names and kinds[names[key]] != "integer"
        }
        orders = ((names[a], names[b], strict) for a, b, strict in self.orders if {a, b} <= names.keys())
        return Domain(ranges, frozenset(orders))

    def fitted(self, inputs: Mapping[str, Any], rng: np.random.Generator) -> dict[str, Any] | None:
        """The inputs moved into their ranges; None where they are out of order."""
        import numpy as np

        found = dict(inputs)
        for name, one in self.ranges.items():
            found[name] = one.fitted(found[name], rng)
        for low, high, strict in self.orders:
            try:
                right = np.less(found[low], found[high]) if strict else np.less_equal(found[low], found[high])
            except ValueError:  # arrays of two sizes have no order
                continue
            if not np.all(right):
                return None
        return found


def stated_domain(text: str) -> Domain:
    """What the inline mathematics of Markdown or TeX says of its symbols.

    A bound that stands in a condition ("if $x > 0$") is none.
    """
    found: dict[str, Range] = {}
    orders: set[tuple[str, str, bool]] = set()
    for match in _INLINE.finditer(text):
        if _CONDITION.search(text[: match.start()].rstrip("~ \n")):
            continue
        for symbol, one in read_range(match.group(1)):
            for key in symbol_keys(symbol):
                found[key] = _narrower(found.get(key, one), one)
        orders |= set(_orders(match.group(1)))
    return Domain(found, frozenset(orders))


def read_range(latex: str) -> Iterator[tuple[str, Range]]:
    """(symbol, range) of `a, b \\in [0, 1)`, `x > 0`, `0 \\leq x < 1`, `t = 1, \\ldots, T`."""
    counter = _COUNTER.match(latex.strip())
    if counter is not None:
        yield counter.group(1).strip(), Range(float(counter.group(2)), whole=True)
        return
    drawn = _DRAWN.match(latex.strip())
    if drawn is not None:
        support = _support(drawn.group(2), drawn.group(3))
        yield from ((symbol.strip(), support) for symbol in drawn.group(1).split(",") if support)
        return
    member = _MEMBER.match(latex.strip())
    if member is not None:
        head, opening, low, high, closing = member.groups()
        bounds = (_number(low), _number(high))
        if bounds[0] is not None and bounds[1] is not None and bounds[0] < bounds[1]:
            one = Range(bounds[0], bounds[1], opening == "(", closing == ")")
            yield from ((symbol.strip(), one) for symbol in head.split(","))
        return
    parts = _ORDER.split(latex)
    for place in range(1, len(parts) - 1, 2):
        left, sign, right = parts[place - 1].strip(), parts[place], parts[place + 1].strip()
        if (number := _number(right)) is not None:
            symbol, is_lower = left, sign in _MORE
        elif (number := _number(left)) is not None:
            symbol, is_lower = right, sign in _LESS
        else:
            continue
        strict = sign in _STRICT
        one = Range(lower=number, open_lower=strict) if is_lower else Range(upper=number, open_upper=strict)
        yield from ((name.strip(), one) for name in symbol.split(","))


def _support(name: str, inside: str) -> Range | None:
    """Where draws of a named distribution fall."""
    if name == "Beta":
        return Range(0.0, 1.0, open_lower=True, open_upper=True)
    if name.startswith("Ber"):
        return Range(0.0, 1.0, whole=True)
    ends = [_number(part) for part in inside.strip("[]() ").split(",")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or not ends[0] < ends[1]:
        return None
    return Range(ends[0], ends[1])


def supports(translation: Translation) -> Domain:
    """Where the draw that an equation states can fall: `\\lambda \\sim \\mathrm{Beta}(a, b)` is in (0, 1)."""
    from rca_kernel.formal.tree import Number, Sample

    tree = translation.steps[-1].tree if translation.steps else None
    if not isinstance(tree, Sample):
        return Domain()
    ends = [float(arg.text) if isinstance(arg, Number) else None for arg in tree.args[:2]]
    match tree.distribution:
        case "beta":
            found = Range(0.0, 1.0, open_lower=True, open_upper=True)
        case "bernoulli":
            found = Range(0.0, 1.0, whole=True)
        case "integers":
            found = Range(-math.inf if ends[0] is None else ends[0], whole=True)
        case "uniform" if ends[0] is not None and ends[1] is not None:
            found = Range(ends[0], ends[1])
        case _:
            return Domain()
    return Domain(dict.fromkeys(symbol_keys(re.split(r"\\sim(?![a-zA-Z])", translation.latex)[0]), found))


def stated_sign(value: float) -> Range | None:
    """What a stated value says: a count is a whole number, a positive number stays positive."""
    if value >= 2 and value == int(value):
        return Range(1.0, whole=True)
    return Range(0.0, open_lower=True) if value > 0 else None


def _orders(latex: str) -> Iterator[tuple[str, str, bool]]:
    """(key, key, strict) of `T_w < T`, the lesser first."""
    if (counter := _COUNTER.match(latex.strip())) is not None:
        low, high = symbol_keys(counter.group(1)), symbol_keys(counter.group(3))
        yield from ((a, b, False) for a in low for b in high)
        return
    parts = _ORDER.split(latex)
    for place in range(1, len(parts) - 1, 2):
        sign = parts[place]
        pair = (parts[place - 1], parts[place + 1])
        low, high = (symbol_keys(part.strip()) for part in (pair if sign in _LESS else pair[::-1]))
        yield from ((a, b, sign in _STRICT) for a in low for b in high)


def _narrower(first: Range, second: Range) -> Range:
    """Both together; `0 < x < 1` is read as two bounds."""
    low = max(first, second, key=lambda r: (r.lower, r.open_lower))
    high = min(first, second, key=lambda r: (r.upper, not r.open_upper))
    both = Range(low.lower, high.upper, low.open_lower, high.open_upper, first.whole or second.whole)
    return both if both.lower < both.upper else second


def _number(text: str) -> float | None:
    stripped = text.strip().strip("{}")
    if re.fullmatch(r"-?\s*\\infty", stripped):
        return -math.inf if stripped.startswith("-") else math.inf
    found = number_of(stripped)
    return None if found is None else float(found)


def _plain(value: float) -> str:
    if math.isinf(value):
        return "-∞" if value < 0 else "∞"
    return f"{value:g}"
