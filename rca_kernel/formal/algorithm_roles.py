"""The parameters of an algorithm: values required or read, functions, the generator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rca_kernel.errors import FormalError
from rca_kernel.formal.letters import Shapes
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign, Effect, Statement
from rca_kernel.formal.translation import Role
from rca_kernel.formal.tree import Apply, Shape, Symbol

if TYPE_CHECKING:
    from rca_kernel.formal.emit_algorithm import AlgorithmEmitter


def roles_of(made: AlgorithmEmitter) -> list[Role]:
    """Parameters: required ones in the paper's order, then the others as they are read."""
    order = {k: n for n, q in enumerate(made.required) for k in (q.symbol.stem, q.symbol.key)}
    words = {q.symbol.stem: q.words for q in reversed(made.required)}
    words |= {q.symbol.key: q.words for q in reversed(made.required)}
    roles: list[tuple[int, Role]] = []
    for key, symbol in made.free.values.items():
        if key in made.free.arrays:
            continue
        if key.endswith(("@", "@prev")):
            raise FormalError("it is read where it may not have been written", token=symbol.latex,
                              position=symbol.position,
                              hint="Give it a value before the loop or branch that changes it.")  # fmt: skip
        kind = made.free.kind(key)
        role = Role(
            made.table.name(symbol),
            symbol.latex,
            kind,
            made.shapes.get(key, "any"),
            note=words.get(key, ""),
        )
        roles.append((order.get(key, 1000 + len(roles)), role))
    for stem, (symbol, rank, base) in made.free.arrays.items():
        name = made.table.named(stem, symbol.stem_names)
        holds: Literal["array", "indices"] = "indices" if stem in made.free.integers else "array"
        role = Role(
            name, symbol.latex, holds, _elements(made.shapes, stem), rank, note=words.get(stem, ""), base=base
        )
        roles.append((order.get(stem, 2000 + len(roles)), role))
    found = [r for _, r in sorted(roles, key=lambda pair: pair[0])]
    found += [_function(made, s, n) for s, n in made.free.functions.values()]
    if made.emitter.needs_shape:
        found.append(Role("shape", "", "shape"))
    if made.converges:
        found.append(Role("max_steps", "", "integer", note="the most steps taken"))
    if made.needs_rng:
        found.append(Role("rng", "", "rng"))
    if made.converges:
        note = f"optional function of {made.watched}, true where the loop may end"
        found.append(Role("converged", "", "optional", arity=1, note=note))
    return found


def _elements(shapes: Shapes, stem: str) -> Shape:
    """What the elements of an array are, where all that is known of them agrees."""
    found = {shape for key, shape in shapes.items() if key == f"{stem}[]" or key.startswith(f"{stem}_{{")}
    return found.pop() if len(found) == 1 else "any"


def _function(made: AlgorithmEmitter, symbol: Symbol, arity: int) -> Role:
    words = next((q.words for q in made.required if q.function and q.symbol.stem in symbol.stem), "")
    hook, results = made.hooks.get(symbol.key), made.results.get(symbol.key, 1)
    name = made.table.name(symbol)
    if hook is not None:
        return Role(
            name, symbol.latex, "callable", arity=arity, results=results, truth=hook.gives == "truth",
            note=hook.note,
        )  # fmt: skip
    note = f"of {arity} argument{'s' * (arity != 1)}" + (f", gives {results} values" * (results > 1))
    note += ", the index first" if symbol.key == symbol.stem and symbol.latex != symbol.stem_latex else ""
    note += f"; {words}" if words else ""
    return Role(name, symbol.latex, "callable", arity=arity, results=results, note=note)


def results_of(statements: Sequence[Statement]) -> dict[str, int]:
    """How many values each function gives, by its key; one where it is not said here."""
    found: dict[str, int] = {}
    for statement in flatten(statements):
        if isinstance(statement, Effect) and isinstance(statement.value, Apply):
            found[statement.value.function.key] = 0
        elif isinstance(statement, Assign) and isinstance(statement.value, Apply):
            key = statement.value.function.key
            if found.setdefault(key, len(statement.targets)) != len(statement.targets):
                raise FormalError("a function gives different numbers of values",
                    token=statement.value.function.latex,
                                  position=statement.value.function.position,
                                  hint="Give each use its own name.")  # fmt: skip
    return found
