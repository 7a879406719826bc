"""Time subscripts become running state: `m_t` and `m_{t-1}` are one variable, order of reading checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.moments import mentions, offset, previous_symbol, shifted, state_symbol, time_offset
from rca_kernel.formal.statements import Assign, Effect, For, If, Keep, Repeat, Return, Statement, While
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import (
    Apply,
    Expr,
    Index,
    Number,
    Span,
    Symbol,
    children,
    rebuild,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """What counts the steps of a loop: `first` is its first number in time order, `last` its final value.

    `ahead` says by how much it is ahead of the last step once that is done, `inner` that a loop inside
    counts.
    """

    key: str
    first: Expr
    last: Expr | None
    step: int
    ahead: int = 0
    inner: bool = False


@dataclass(slots=True)
class Series:
    """One time-indexed name written in a loop."""

    stem: str
    write: int
    sample: Symbol
    recurrent: bool = False
    kept: bool = False
    cut: bool = False


@dataclass(slots=True)
class Timeline:
    """What one loop does to time-indexed names."""

    clock: Clock
    series: dict[str, Series] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    left: bool = False


def flatten(statements: Sequence[Statement]) -> list[Statement]:
    """All statements with those inside, in order of the text."""
    found: list[Statement] = []
    for statement in statements:
        found.append(statement)
        for body in bodies(statement):
            found.extend(flatten(body))
    return found


def bodies(statement: Statement) -> list[tuple[Statement, ...]]:
    match statement:
        case For(body=body) | While(body=body) | Repeat(body=body):
            return [body]
        case If(branches=branches, otherwise=otherwise):
            return [*(b for _, b in branches), otherwise]
        case _:
            return []


def expressions(statement: Statement) -> list[Expr]:
    """The expressions of one statement itself, in the order in which they are read."""
    match statement:
        case Assign(value=value, index=index):
            return [*index, value]
        case Effect(value=value):
            return [value]
        case For(domain=domain):
            if isinstance(domain, Span):
                return [domain.lower, *([domain.upper] if domain.upper is not None else [])]
            return [domain.collection]
        case While(condition=condition) if condition is not None:
            return [condition]
        case If(branches=branches):
            return [c for c, _ in branches]
        case Return(values=values):
            return list(values)
        case Repeat(until=until) if until is not None:
            return [until]
        case Keep(symbol=symbol):
            return [symbol]
        case _:
            return []


def symbols_read(node: Expr) -> list[Symbol]:
    """Values read, with the symbols of applied functions' arguments and of subscripts that index."""
    if isinstance(node, Symbol):
        return [node]
    if isinstance(node, Index):
        return [
            replace(node.array, subscripts=node.subscripts),
            *(s for i in node.subscripts for s in symbols_read(i)),
        ]
    return [s for child in children(node) for s in symbols_read(child)]


def timeline(body: Sequence[Statement], clock: Clock, until: Expr | None = None) -> Timeline:
    """Which names the loop writes over time, and in which order it reads them; `until` is read at the end."""
    found = Timeline(clock)
    for statement in flatten(body):
        for target in statement.targets if isinstance(statement, Assign) else ():
            shift = time_offset(target, clock.key)
            if shift is None:
                continue
            known = found.series.setdefault(target.stem, Series(target.stem, shift, target))
            if known.write != shift:
                raise refusal("written at two times in one step", target)
    from rca_kernel.formal.reading_order import Order

    Order(found).read(body, until)
    return found


def refusal(reason: str, symbol: Symbol, hint: str = "") -> FormalError:
    hint = hint or "Write the recurrence with one step, or as plain variables."
    return FormalError(reason, token=symbol.latex, position=symbol.position, hint=hint)


class Rewriter:
    """Replaces time-indexed names by running variables in the statements of one loop and around it."""

    def __init__(self, found: Timeline) -> None:
        self.found = found

    def inside(self, node: Expr) -> Expr:
        """An expression in the loop."""
        clock = self.found.clock
        if isinstance(node, Symbol):
            shift = time_offset(node, clock.key)
            if shift is None:
                return self._at_time(node)
            series = self.found.series.get(node.stem)
            if series is not None:
                return previous_symbol(node) if series.kept and shift != series.write else state_symbol(node)
            return self._given(node)
        if isinstance(node, Apply):
            function = node.function
            shift, series = time_offset(function, clock.key), self.found.series.get(function.stem)
            if series is not None and shift is not None:
                if shift != series.write:
                    raise refusal("a function of another step is applied", function)
                function = state_symbol(function)
            elif shift is not None:
                function = replace(stem_symbol(function), latex=function.latex)
            return Apply(function, tuple(self.inside(a) for a in node.args))
        return rebuild(node, self.inside)

    def _at_time(self, node: Symbol) -> Expr:
        """A symbol that is no `x_{t+c}`: an element at places that use the index, or a plain value."""
        clock = self.found.clock
        if not any(uses(s, {clock.key}) for s in node.subscripts):
            if mentions(node, clock.key):
                raise refusal("the index of the loop stands in a script that is not read as an index", node)
            ends = [e for e in (clock.first, clock.last) if isinstance(e, Symbol)]
            return self._around(node) if any(s in ends for s in node.subscripts) else node
        lowest = clock.first if clock.step == 1 else clock.last
        if node.stem in self.found.series or lowest not in (Number("0"), Number("1")):
            raise refusal("an element at a place that changes with the loop", node)
        base = self.found.given.get(node.stem, 0) + int(lowest.text)
        return Index(stem_symbol(node), node.subscripts, base)

    def _given(self, node: Symbol) -> Expr:
        """A value given for every step: an array, indexed from the first step read."""
        clock = self.found.clock
        lowest = clock.first if clock.step == 1 else clock.last
        if not (isinstance(lowest, Number) and lowest.text.isdigit()):
            raise refusal("a given sequence whose first index is not a number", node)
        first = int(lowest.text) + self.found.given[node.stem]
        if first < 0:
            raise refusal(f"a given sequence that starts at {first}", node)
        return Index(stem_symbol(node), node.subscripts, min(first, 1))

    def ending(self, node: Expr) -> Expr:
        """The condition that is asked after each step, when the count may be ahead."""
        return self.inside(caught_up(node, self.found))

    def early(self, node: Expr, started: frozenset[str]) -> Expr:
        """An expression before the loop: `r_0` once it is set is the running variable."""
        if isinstance(node, Symbol):
            if node.stem in started and is_initial(node, self.found):
                return state_symbol(node)
            return self._around(node)
        return rebuild(node, lambda child: self.early(child, started))

    def _around(self, node: Symbol) -> Expr:
        """Outside the loop `a_n` is an element of the array that the loop reads as `a_k`."""
        if node.stem not in self.found.given or len(node.subscripts) != 1:
            return node
        read = self._given(node)
        assert isinstance(read, Index)
        place = node.subscripts[0]
        return node if isinstance(place, Number) and int(place.text) < read.base else read

    def outside(self, node: Expr) -> Expr:
        """An expression after the loop: the final value is the running variable."""
        if isinstance(node, Symbol):
            series = self.found.series.get(node.stem)
            if series is None:
                return self._around(node)
            if node.key == node.stem and series.recurrent:
                if self.found.clock.last is None and not self.found.clock.inner:
                    return state_symbol(node)
                raise refusal("the last value or all of them", node)
            if len(node.subscripts) == 1 and self._is_final(node, series):
                return state_symbol(node)
            raise refusal("an element of a running variable is read after its loop", node)
        if isinstance(node, Index) and node.array.stem in self.found.series:
            raise refusal("elements written in a loop are read as an array", node.array)
        return rebuild(node, self.outside)

    def _is_final(self, symbol: Symbol, series: Series) -> bool:
        """`x_t` with the last t, and `x_T` where nothing ends the loop before."""
        clock, subscript = self.found.clock, symbol.subscripts[0]
        if offset(subscript, clock.key) == series.write - clock.ahead:
            if series.cut:
                raise refusal(
                    "it is read after a loop that may end before it is written in the last step",
                    symbol,
                    "Write it before the line that leaves the loop, or return a plain variable.",
                )
            return True
        if clock.ahead and self.found.left:
            raise refusal("whether its step was counted before the loop was left is not said", symbol)
        at_end = clock.last is not None and _plain(subscript) == _plain(shifted(clock.last, series.write))
        if at_end and self.found.left:
            raise refusal(
                "the loop may end before this step: its last value has the loop's own index", symbol
            )
        return at_end


def _plain(node: Expr) -> Expr:
    return shifted(node, 0) if not isinstance(node, Number) else node


def caught_up(node: Expr, found: Timeline) -> Expr:
    """Running values that are named after the count has moved, by their names in the step before."""
    clock = found.clock
    if isinstance(node, Symbol):
        if not clock.ahead or node.stem not in found.series or time_offset(node, clock.key) is None:
            return node
        return replace(node, subscripts=(shifted(node.subscripts[0], clock.ahead),), key=f"{node.key}+")
    return rebuild(node, lambda child: caught_up(child, found))


def is_initial(symbol: Symbol, found: Timeline) -> bool:
    """Whether `symbol` is the value before the first step of a series."""
    series = found.series.get(symbol.stem)
    if series is None or len(symbol.subscripts) != 1:
        return False
    first = shifted(found.clock.first, series.write - found.clock.step)
    return _plain(symbol.subscripts[0]) == _plain(first)


def shown(place: Expr) -> str:
    """A number or a letter as written."""
    if isinstance(place, Number):
        return place.text
    return place.latex if isinstance(place, Symbol) else "start"


def initial_symbol(series: Series, clock: Clock) -> Symbol:
    """The paper's name of the value before the first step, `\\theta_0`."""
    first = shifted(clock.first, series.write - clock.step)
    stem = stem_symbol(series.sample)
    text = shown(first)
    known = re.search(r"\|given(-?\d+)$", stem.stem)
    if known is not None:
        text = f"{text}|{shown(shifted(first, -int(known.group(1))))}"
        stem = replace(stem, stem=stem.stem[: known.start()])
    script = text if len(text) == 1 else f"{{{text}}}"
    names = tuple(f"{n}_{text.strip(chr(92)).replace('|', '_given_')}" for n in stem.stem_names)
    return replace(
        stem, key=f"{stem.stem}_{{{text}}}", latex=f"{stem.latex}_{script}", names=names, subscripts=(first,)
    )
