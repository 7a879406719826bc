"""A definition read at other indices: `\\alpha_{t-1}` where `\\alpha_t` is defined."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.lefts import Left
from rca_kernel.formal.moments import offset
from rca_kernel.formal.moving import at, moved, simple
from rca_kernel.formal.tree import Binary, Expr, Number, Reduce, Symbol, bound_keys, rebuild, walk

_HINT = "Translate the equations one by one."
_ENDS = {"T", "N", "K", "M", "L"}
_LETTERS = set("ijklmnpqrstuvy") | {"tau"}


def general(definitions: Sequence[Definition]) -> dict[str, Definition]:
    """By stem, the definitions for every value of their indices: `x_i`, `s_{i,j}`."""
    found: dict[str, list[Definition]] = {}
    for definition in definitions:
        left = definition.left
        if left is None or not left.symbol.subscripts:
            continue
        letters = [letter.key for letter, _ in letters_of(left.symbol)]
        if len(set(letters)) == len(left.symbol.subscripts):
            found.setdefault(left.symbol.stem, []).append(definition)
    return {stem: ones[0] for stem, ones in found.items() if len(ones) == 1}


def letters_of(symbol: Symbol) -> list[tuple[Symbol, int]]:
    """The letters of the subscripts of a definition, and what is added to each: `x_{k+1}`."""
    found: list[tuple[Symbol, int]] = []
    for subscript in symbol.subscripts:
        letter = next((n for n in walk(subscript) if isinstance(n, Symbol)), None)
        added = offset(subscript, letter.key) if letter else None
        if letter is not None and added is not None and not letter.subscripts:
            found.append((letter, added))
    return found


def recurrent(definitions: dict[str, Definition], others: Sequence[Definition] = ()) -> set[str]:
    """Stems whose values are made of their own values at other indices: state.

    `others` are all definitions: `p_{i+1}` may be made of `p_i` by way of a `p_{i+1/2}`.
    """
    plain = {d.left.symbol.key: d for d in others if d.left and not d.left.symbol.subscripts}
    edges = {stem: _reached(d.right, plain) & definitions.keys() for stem, d in definitions.items()}
    found: set[str] = set()
    for stem in definitions:
        reached: set[str] = set()
        waiting = set(edges[stem])
        while waiting:
            one = waiting.pop()
            reached.add(one)
            waiting |= edges[one] - reached
        if stem in reached:
            found.add(stem)
    return found


def _reached(node: Expr, plain: dict[str, Definition]) -> set[str]:
    """The stems that an expression reads, also by way of values without an index."""
    found, waiting, seen = set[str](), [node], set[str]()
    while waiting:
        tree = waiting.pop()
        found |= _stems(tree)
        through = {n.key for n in walk(tree) if isinstance(n, Symbol)} & plain.keys() - seen
        seen |= through
        waiting += [plain[key].right for key in through]
    return found


def _stems(node: Expr) -> set[str]:
    return {n.stem for n in walk(node) if isinstance(n, Symbol) and n.subscripts}


def without_initial(definitions: Sequence[Definition]) -> list[Definition]:
    """One step of a recurrence takes the value before it; `s_0 = x_0` says what that is at first."""
    state = recurrent(general(definitions), definitions)
    first = {d.left.symbol.stem: d for d in definitions if d.left and d.left.symbol.stem in state
             and any(isinstance(s, Number) for s in d.left.symbol.subscripts)}  # fmt: skip
    read = {n.key for d in definitions for n in walk(d.right) if isinstance(n, Symbol)}
    dropped = [d for d in first.values() if d.left and d.left.symbol.key not in read]
    said = {d.left.symbol.stem: d.latex for d in dropped if d.left}
    return [
        dataclasses.replace(d, latex=f"{d.latex}\n{said[d.left.symbol.stem]}")
        if d.left and d.left.symbol.stem in said else d
        for d in definitions if d not in dropped
    ]  # fmt: skip


def with_instances(definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions with each element that is read at another index defined there too.

    Under a sum over the index it stands there itself; a definition that nothing reads any more goes.
    """
    found = _Instances(definitions)
    changed = [dataclasses.replace(d, right=found.change(d.right)) for d in definitions]
    changed += found.made.values()
    while True:
        read = {n.key for d in changed for n in walk(d.right) if isinstance(n, Symbol)}
        kept = [d for d in changed if not (d.left and d.left.symbol.key in found.used - read)]
        if len(kept) == len(changed):
            return kept
        changed = kept


class _Instances:
    """`made` are the definitions at other indices, `used` the keys of those they come from."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self.general = general(definitions)
        self.state = recurrent(self.general, definitions)
        self.defined = {d.left.symbol.key for d in definitions if d.left}
        self.made: dict[str, Definition] = {}
        self.used: set[str] = set()

    def change(
        self, node: Expr, bound: frozenset[str] = frozenset(), within: frozenset[str] = frozenset()
    ) -> Expr:
        """The expression with elements of defined arrays linked; `within` are stems put in place around."""
        if isinstance(node, Symbol):
            return self._element(node, bound, within)
        inner = bound | bound_keys(node) if isinstance(node, Reduce) else bound
        body = node.body if isinstance(node, Reduce) else None
        return rebuild(node, lambda child: self.change(child, inner if child is body else bound, within))

    def _element(self, node: Symbol, bound: frozenset[str], within: frozenset[str]) -> Expr:
        found = self.general.get(node.stem)
        placed = uses(node, set(bound))
        if found is None or found.left is None or node.stem in within:
            return node
        if (node.key in self.defined or node.key in self.made) and not placed:
            return node
        letters = letters_of(found.left.symbol)
        if len(letters) != len(node.subscripts):
            return node
        if node.stem in self.state:
            self._refuse_state(node, [letter for letter, _ in letters], placed)
            return node
        if not placed and not self._is_instance(node, [letter for letter, _ in letters], found):
            return node
        self.used.add(found.left.symbol.key)
        places = {letter.key: simple(Binary("-", place, Number(str(added))) if added > 0 else
                                     Binary("+", place, Number(str(-added))))
                  for (letter, added), place in zip(letters, node.subscripts, strict=True)}  # fmt: skip
        right = moved(found.right, places)
        if placed:
            return self.change(right, bound, within | {node.stem})
        own = at(node, node.subscripts)
        symbol = dataclasses.replace(own, key=node.key, latex=node.latex, names=node.names)
        self.made[node.key] = Definition(Left(symbol), right, "", served=True)
        self.made[node.key] = Definition(
            Left(symbol), self.change(right, bound, within | {node.stem}), "", served=True
        )
        return node

    def _refuse_state(self, node: Symbol, letters: Sequence[Symbol], placed: bool) -> None:
        """The values of a recurrence at all times, or at its end, are not at hand in one step."""
        other = [s for s, own in zip(node.subscripts, letters, strict=True)
                 if isinstance(s, Symbol) and s.key != own.key and len(s.base) == 1]  # fmt: skip
        if placed or other:
            raise FormalError("a recurrence is defined for one step, and read at another time",
                              token=node.latex, position=node.position,
                              hint="Write it as an algorithm, or its range, t = 1, \\dots, T.")  # fmt: skip

    def _is_instance(self, node: Symbol, letters: Sequence[Symbol], found: Definition) -> bool:
        """Whether another subscript is another index, and no label of a quantity of its own."""
        for place, letter in zip(node.subscripts, letters, strict=True):
            if place == letter and not any(added for _, added in letters_of(found.left.symbol)):  # type: ignore[union-attr]
                continue
            if not uses(found.right, {letter.key}):
                return False
            index = letter.base in _LETTERS
            if (
                isinstance(place, Symbol)
                and index
                and place.base in _LETTERS | _ENDS
                and not place.subscripts
            ):
                continue
            if isinstance(place, Symbol) and not index:
                return False
            if isinstance(place, Symbol | Number):
                raise FormalError("an element of what is defined for every index, or a quantity of its own",
                                  token=node.latex, position=node.position,
                                  hint="Define it, or give it another letter.")  # fmt: skip
        return True
