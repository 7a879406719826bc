"""`\\alpha_t \\gets \\alpha / \\sqrt{t}` with a given alpha: the value of a step has its own name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.ambiguities import refuse_beside_elements
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.loops import mapped_one
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, For, Statement
from rca_kernel.formal.tree import Expr, Index, Symbol, rebuild, walk


def with_step_names(statements: Sequence[Statement], given: Collection[str]) -> tuple[Statement, ...]:
    """The statements with the values of steps under names of their own, where the plain one is given."""
    _refuse_points(statements)
    own = {stem: step for stem, step in _made(statements) if stem in given}
    _refuse_unmade([step for stem, step in _made(statements) if stem not in given], statements)
    if not own:
        return tuple(statements)
    for stem, step in own.items():
        if any(isinstance(n, Symbol) and n.stem == stem and n.subscripts for n in walk(step.value)):
            raise FormalError("an array is changed element by element while it is read as a whole",
                              token=step.target.latex, position=step.target.position,
                              hint="Give the new array a letter of its own.")  # fmt: skip

    def renamed(symbol: Symbol) -> Symbol:
        if symbol.stem not in own or not symbol.subscripts:
            return symbol
        stem = f"{symbol.stem}|step"
        names = own[symbol.stem].target.names
        return replace(symbol, stem=stem, key=symbol.key.replace(symbol.stem, stem, 1), stem_names=names)

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol):
            found = renamed(node)
            return replace(found, subscripts=tuple(change(s) for s in found.subscripts))
        return rebuild(node, change)

    def write(one: Assign) -> Assign:
        return replace(one, target=renamed(one.target), others=tuple(map(renamed, one.others)))

    return tuple(mapped_one(s, change, write) for s in statements)


def _made(statements: Sequence[Statement]) -> Iterator[tuple[str, Assign]]:
    """Steps of loops that make an element of the symbol itself: `\\eta_t \\gets \\eta / t`."""
    for loop in (s for s in flatten(statements) if isinstance(s, For)):
        for step in loop.body:
            if not isinstance(step, Assign) or not any(
                uses(s, {loop.index.key}) for s in step.target.subscripts
            ):
                continue
            if any(isinstance(n, Symbol) and n.key == step.target.stem for n in walk(step.value)):
                yield step.target.stem, step


def _refuse_unmade(steps: Sequence[Assign], statements: Sequence[Statement]) -> None:
    """`d_i \\gets a_i / d` with a d that nothing gives or makes: its elements, or a number."""
    made = {t.key for s in flatten(statements) if isinstance(s, Assign) for t in s.targets}
    for step in steps:
        if step.target.stem not in made:
            raise FormalError("an array is read as a whole where its elements are first written",
                              token=step.target.latex, position=step.target.position,
                              hint="Require the number that is meant, or rename it.")  # fmt: skip


def _refuse_points(statements: Sequence[Statement]) -> None:
    """`\\|x - x_i\\|` in a loop over i: the x is a point beside the given x_i."""
    written = {
        t.stem for s in flatten(statements) if isinstance(s, Assign) for t in s.targets if t.subscripts
    }
    for loop in (s for s in flatten(statements) if isinstance(s, For)):
        for node in (e for s in flatten(loop.body) for e in expressions(s)):
            elements = {
                n.stem: n
                for n in walk(node)
                if isinstance(n, Symbol) and any(uses(s, {loop.index.key}) for s in n.subscripts)
            }
            elements |= {n.array.stem: n.array for n in walk(node) if isinstance(n, Index)}
            for stem, symbol in elements.items():
                if stem not in written:
                    refuse_beside_elements(node, stem, symbol)
