"""Statements over plain variables as NumPy source, and the parameters they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rca_kernel.errors import FormalError
from rca_kernel.formal.algorithm_roles import results_of
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.counted import Counted, counted_steps
from rca_kernel.formal.emit_arrays import fresh, own, owned, refuse_whole_mapping
from rca_kernel.formal.emit_elements import whole_text
from rca_kernel.formal.emit_numpy import Emitter
from rca_kernel.formal.exits import departs
from rca_kernel.formal.hooks import Hook
from rca_kernel.formal.integers import always_whole, is_whole, whole_arrays, whole_limits
from rca_kernel.formal.layout import statement_lines
from rca_kernel.formal.letters import Shapes
from rca_kernel.formal.moments import shifted
from rca_kernel.formal.parameters import Free
from rca_kernel.formal.requirements import Requirement
from rca_kernel.formal.stable import stable
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import (
    Assign,
    Effect,
    For,
    Fresh,
    If,
    Keep,
    Leave,
    Own,
    Remark,
    Repeat,
    Return,
    Settle,
    Skip,
    Statement,
    While,
)
from rca_kernel.formal.symbols import NameTable
from rca_kernel.formal.tree import Call, Expr, Index, Members, Span, Symbol, walk

_FLOATS = {"floor", "ceil", "round", "max", "min"}


class AlgorithmEmitter:
    """Prints the body; what is read before it is assigned is a parameter."""

    def __init__(
        self,
        table: NameTable,
        shapes: Shapes,
        required: Sequence[Requirement],
        statements: Sequence[Statement],
        hooks: Mapping[str, Hook],
    ) -> None:
        self.table = table
        self.shapes = shapes
        self.required = required
        self.hooks = hooks
        self.results = results_of(statements)
        returned = [v for s in flatten(statements) if isinstance(s, Return) for v in s.values]
        self.results_read = {n.key for v in returned for n in walk(v) if isinstance(n, Symbol)}
        self.emitter = Emitter(table)
        self.free = Free(set())
        self.free.declared = {q.symbol.key for q in required if q.function}
        self.assigned: set[str] = set()
        self.own_defaults: dict[str, Any] = {}
        self.notes: list[str] = []
        self.returned: tuple[str, ...] = ()
        self.converges = False
        self.watched = ""
        self.depth = 0
        self.indices: set[str] = set()
        self.bases: dict[str, int] = {}
        self.stored: set[str] = set()
        self.mappings: set[str] = set()
        self.limits = frozenset(whole_limits(statements))
        self.whole: set[str] = set(self.limits)
        self.always_whole = always_whole(statements, self.limits)
        self.whole_arrays = whole_arrays(statements, self.whole)

    @property
    def helpers(self) -> list[str]:
        return self.emitter.helpers

    @property
    def needs_rng(self) -> bool:
        return self.emitter.needs_rng

    def body(self, statements: Sequence[Statement]) -> list[str]:
        """Source lines of the statements."""
        lines: list[str] = []
        self.depth += 4
        place = 0
        while place < len(statements):
            counted = counted_steps(statements[place:]) if self.depth == 4 else None
            if counted is not None:
                for between in counted.between:
                    lines.extend(self._lines(between))
                lines.extend(self._until_convergence(counted.body, counted))
                place += 1 + len(counted.between)
            elif (copied := owned(self, statements[place : place + 2])) is not None:
                lines.extend(copied)
                place += 1
            else:
                lines.extend(self._lines(statements[place]))
            place += 1
        self.depth -= 4
        return lines or ["pass"]

    def text(self, node: Expr) -> str:
        self.free.defined = set(self.assigned)
        self.free.read(node, frozenset())
        refuse_whole_mapping(self, node)
        for inner in walk(node):
            if isinstance(inner, Index) and inner.array.key in self.stored - self.mappings:
                for place in inner.subscripts:
                    self.free.mark_integers(place, frozenset(self.assigned))
        return self.emitter.text(stable(node))

    def _lines(self, statement: Statement) -> list[str]:
        match statement:
            case Assign(target=target, value=value, index=index):
                expression = self.text(value)
                if isinstance(value, Symbol) and value.key in self.stored:
                    expression = f"{expression}.copy()"
                if index:
                    return statement_lines(f"{self._element(target, index)} = ", expression, self.depth)
                for one in statement.targets:
                    self._check_index(one)
                self.assigned.add(target.key)
                given = self.free.values.keys() - self.limits
                if target.key in self.always_whole and is_whole(value, self.whole - given):
                    self.whole.add(target.key)
                    if any(isinstance(n, Call) and n.function in _FLOATS for n in walk(value)):
                        expression = f"int({expression})"
                self.assigned |= {other.key for other in statement.others}
                names = ", ".join(self.table.name(t) for t in statement.targets)
                return statement_lines(f"{names} = ", expression, self.depth)
            case Effect(value=value):
                return statement_lines("", self.text(value), self.depth)
            case Leave():
                return ["break"]
            case Skip():
                return ["continue"]
            case Fresh():
                return fresh(self, statement)
            case Own():
                return own(self, statement)
            case Settle(array=array):
                name = self.table.name(array)
                kind = "int" if array.key in self.whole else "float"
                return [f"{name} = np.array({name}.tolist(), dtype={kind})"]
            case Keep(name=name, symbol=symbol):
                self.assigned.add(name.key)
                return [f"{self.table.name(name)} = {self.table.name(symbol)}"]
            case For():
                return self._for(statement)
            case While(condition=condition, body=body):
                if condition is None:
                    return self._until_convergence(body)
                head = f"while {self.text(condition)}:"
                return [head, *_indented(self.body(body))]
            case Repeat(body=body, until=until):
                if until is None:
                    return self._until_convergence(body)
                lines = self.body(body)
                return ["while True:", *_indented([*lines, f"if {self.text(until)}:", "    break"])]
            case If():
                return self._if(statement)
            case Return(values=values):
                texts = [self.text(v) for v in values]
                self.returned = tuple(texts)
                return [f"return {', '.join(texts)}"]
            case Remark(text=text):
                return [f"# {' '.join(text.split())[:90]}"] if text else []

    def _check_index(self, target: Symbol) -> None:
        """A name that still carries the index of a loop would be one variable for all its elements."""
        moving = [s for s in target.subscripts if uses(s, self.indices)]
        if moving:
            raise FormalError("an element is written that is read nowhere as one", token=target.latex,
                              position=target.position,
                              hint="Read its array, or write a plain variable.")  # fmt: skip

    def _element(self, target: Symbol, index: tuple[Expr, ...]) -> str:
        return self.text(Index(target, index, self.bases[target.key]))

    def _for(self, loop: For) -> list[str]:
        if isinstance(loop.domain, Members):
            collection = self.text(loop.domain.collection)
            self.free.sets.add(getattr(loop.domain.collection, "key", ""))
            head = f"for {self.table.name(loop.index)} in {collection}:"
        else:
            head = f"for {self.table.name(loop.index)} in range({self._range(loop.domain, loop.step)}):"
        self.assigned.add(loop.index.key)
        self.indices.add(loop.index.key)
        if isinstance(loop.domain, Span):
            self.whole.add(loop.index.key)
        lines = self.body(loop.body)
        self.indices.discard(loop.index.key)
        return [head, *_indented(lines)]

    def _range(self, span: Span, step: int) -> str:
        if span.upper is None:
            raise FormalError("a loop without its end", hint="Write its last number: for t = 1 to T.")
        for limit in (span.lower, span.upper):
            self.free.mark_integers(limit, frozenset(self.assigned))
        if step == -1:
            return f"{whole_text(self, span.upper)}, {whole_text(self, shifted(span.lower, -1))}, -1"
        start, stop = whole_text(self, span.lower), whole_text(self, shifted(span.upper, 1))
        return stop if start == "0" else f"{start}, {stop}"

    def _until_convergence(self, body: Sequence[Statement], counted: Counted | None = None) -> list[str]:
        """At most `max_steps` steps; after each, `converged(state)` may end the loop."""
        if self.converges:
            raise FormalError("two loops that run until convergence", hint="Give one of them a range.")
        self.converges = True
        if counted is not None:
            self.assigned.add(counted.index.key)
            self.whole.add(counted.index.key)
        lines = self.body(body)
        targets = [s.target for s in reversed(body) if isinstance(s, Assign)]
        wishes = [t for t in targets if t.key in self.results_read]
        wishes += [t for t in targets if t.key.endswith("@")]
        target = next(iter((*wishes, *targets)), None)
        if target is None:
            raise FormalError(
                "a loop until convergence that computes nothing", hint="Give its steps as assignments."
            )
        self.watched = self.table.name(target)
        self.own_defaults["converged"] = None
        step = self.table.fresh("_") if counted is None else self.table.name(counted.index)
        check = [f"if converged is not None and converged({self.watched}):", "    break"]
        steps = "max_steps" if counted is None else counted.range("max_steps")
        return [f"for {step} in range({steps}):", *_indented([*lines, *check])]

    def _if(self, statement: If) -> list[str]:
        lines: list[str] = []
        before, ends = set(self.assigned), []
        for number, (condition, body) in enumerate(statement.branches):
            self.assigned = set(before)
            lines.append(f"{'el' if number else ''}if {self.text(condition)}:")
            lines += _indented(self.body(body))
            ends += [] if departs(body) else [self.assigned]
        self.assigned = set(before)
        if statement.otherwise:
            lines += ["else:", *_indented(self.body(statement.otherwise))]
        ends += [] if departs(statement.otherwise) else [self.assigned]
        self.assigned = set.intersection(*ends) if ends else before
        return lines


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]
