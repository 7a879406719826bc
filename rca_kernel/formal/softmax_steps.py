"""Softmaxes in the loops of an algorithm: over the index of the loop where the values are numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.softmaxes import (
    Known,
    element,
    elements_over,
    is_number,
    known_of,
    place_over,
    reads,
    refuse_vectors,
)
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, For, If, Repeat, Statement, While
from rca_kernel.formal.tree import Call, Expr, Number, Reduce, Shape, Span, Symbol, rebuild, walk

_HINT = "End the loop that computes its values first, and write the softmax of the whole array after it."


def with_softmaxes(statements: Sequence[Statement], declared: Mapping[str, Shape]) -> tuple[Statement, ...]:
    """The statements with softmaxes over the index of a loop written over all of its values."""
    _refuse_lone(statements, frozenset(), _summed(statements), _named(statements))
    steps = [s for s in flatten(statements) if isinstance(s, Assign)]
    return _changed(statements, (), known_of(((s.target, s.value) for s in steps), declared))


def _changed(statements: Sequence[Statement], loops: tuple[For, ...], known: Known) -> tuple[Statement, ...]:
    found: list[Statement] = []
    for statement in statements:
        match statement:
            case Assign():
                value = _over(statement.value, statement, loops, known)
                found.append(replace(statement, value=value))
            case For(body=body):
                found.append(replace(statement, body=_changed(body, (*loops, statement), known)))
            case While(condition=condition, body=body):
                found.append(While(condition, _changed(body, loops, known)))
            case Repeat(body=body, until=until):
                found.append(Repeat(_changed(body, loops, known), until))
            case If(branches=branches, otherwise=otherwise):
                cases = tuple((c, _changed(b, loops, known)) for c, b in branches)
                found.append(If(cases, _changed(otherwise, loops, known)))
            case _:
                found.append(statement)
    return tuple(found)


def _over(node: Expr, step: Assign, loops: tuple[For, ...], known: Known) -> Expr:
    if not any(isinstance(n, Call) and n.function == "softmax" for n in walk(node)):
        return node
    if isinstance(node, Reduce):
        return elements_over(node, (), known)
    node = rebuild(node, lambda child: _over(child, step, loops, known))
    if not isinstance(node, Call) or node.function != "softmax":
        return node
    argument = node.args[0]
    shown = _letters(step)
    around = [n.index for n in loops if reads(argument, n.index)]
    named = len(node.args) == 2
    read = [s for s in shown if any(s.key == index.key for index in around)]
    place = node.args[1] if named else place_over(argument, read, known) if read else None
    loop = next((n for n in reversed(loops) if n.index == place and n.index in around), None)
    if loop is None:
        return elements_over(node, shown, known) if named else node
    if named:
        refuse_vectors(argument, loop.index, known)
    fresh = _numbers_of(loop, argument, known.declared)
    if fresh is not None and (named or fresh):
        raise FormalError("a softmax over values that this loop is still computing", token=step.latex,
                          hint=_HINT)  # fmt: skip
    if fresh is None and isinstance(loop.domain, Span) and loop.domain.lower == Number("1"):
        return element(argument, loop.index, loop.domain.upper)
    return node


def _letters(step: Assign) -> tuple[Symbol, ...]:
    return tuple(s for s in step.target.subscripts if isinstance(s, Symbol))


def _numbers_of(loop: For, argument: Expr, declared: Mapping[str, Shape]) -> bool | None:
    """Whether values that the loop itself makes, and the argument reads, are numbers; None without any."""
    read = {n.stem for n in walk(argument) if isinstance(n, Symbol) and n.subscripts}
    steps = [s for s in flatten(loop.body) if isinstance(s, Assign)]
    made = [a for a in steps if a.target.stem in read and uses(a.target, {loop.index.key})]
    return any(is_number(a.value, declared) for a in made) if made else None


def _summed(statements: Sequence[Statement]) -> set[str]:
    """Stems of arrays that are read under a sum over their index."""
    runs = [n for s in flatten(statements) for e in expressions(s) for n in walk(e) if isinstance(n, Reduce)]
    return {
        n.stem
        for run in runs
        for n in walk(run.body)
        if isinstance(n, Symbol) and len(n.subscripts) == 1 and n.subscripts[0] == run.index
    }


def _named(statements: Sequence[Statement]) -> set[str]:
    """Names that a step or a loop gives a value."""
    steps = [s for s in flatten(statements) if isinstance(s, Assign)]
    return {t.key for s in steps for t in s.targets}


def _refuse_lone(
    statements: Sequence[Statement], inside: frozenset[str], summed: Collection[str], named: Collection[str]
) -> None:
    """`\\alpha_i \\gets ...` outside of a loop over i, beside a sum of all of them."""
    for statement in statements:
        match statement:
            case Assign(target=target) if target.stem in summed and len(target.subscripts) == 1:
                place = target.subscripts[0]
                if isinstance(place, Symbol) and place.key not in {*inside, *named}:
                    raise FormalError("one element is written outside of a loop, and all of them are summed",
                                      token=target.latex, position=target.position,
                                      hint=f"Write it in a loop over {place.latex}.")  # fmt: skip
            case For(index=index, body=body):
                _refuse_lone(body, inside | {index.key}, summed, named)
            case While(body=body) | Repeat(body=body):
                _refuse_lone(body, inside, summed, named)
            case If(branches=branches, otherwise=otherwise):
                for block in (*(b for _, b in branches), otherwise):
                    _refuse_lone(block, inside, summed, named)
            case _:
                pass
