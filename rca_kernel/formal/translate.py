"""`translate_equation`: from a displayed formula to a documented NumPy function."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from rca_kernel.errors import FormalError
from rca_kernel.formal.ambiguities import refuse_own_elements, refuse_points, refuse_whole_divisors
from rca_kernel.formal.backends import carried
from rca_kernel.formal.circular import refuse_circular, stated
from rca_kernel.formal.computed_places import as_place, placed_definitions
from rca_kernel.formal.declarations import (
    by_key,
    declared_shapes,
    elements_declared,
    given_shapes,
    symbol_keys,
)
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.densities import with_densities
from rca_kernel.formal.displays import read_definitions
from rca_kernel.formal.emit_numpy import Emitter
from rca_kernel.formal.endless import ENDLESS, is_endless, with_ends
from rca_kernel.formal.evidence import gather
from rca_kernel.formal.fonts import of_one_font
from rca_kernel.formal.indexing import Arrays, index_arrays
from rca_kernel.formal.instances import without_initial
from rca_kernel.formal.layout import docstring_source, function_source, statement_lines
from rca_kernel.formal.layout import ordered as roles_in_order
from rca_kernel.formal.lengths import with_lengths
from rca_kernel.formal.letters import Shapes
from rca_kernel.formal.lookup import as_tables
from rca_kernel.formal.means import settle
from rca_kernel.formal.pairs import over_both
from rca_kernel.formal.parameters import collect_roles, notes_of
from rca_kernel.formal.recurrence import notes as recurrence_notes
from rca_kernel.formal.recurrence import returned, state_of
from rca_kernel.formal.ridges import refuse_ridge, with_ridges
from rca_kernel.formal.row_vectors import with_rows
from rca_kernel.formal.same_shapes import carried_over
from rca_kernel.formal.serving import constants, needed
from rca_kernel.formal.shapes import refuse_other_shape, resolve
from rca_kernel.formal.softmaxes import from_own_first, from_zero, over_indices
from rca_kernel.formal.stable import stable
from rca_kernel.formal.stated_ranges import range_notes
from rca_kernel.formal.stated_values import with_stated
from rca_kernel.formal.symbols import NameTable, legal_name
from rca_kernel.formal.systems import merged, ordered
from rca_kernel.formal.translation import Computation, Role, Translation
from rca_kernel.formal.tree import Call, Expr, Index, Shape, Symbol, walk
from rca_kernel.formal.unrolling import as_loop, as_updates, run
from rca_kernel.formal.vectorise import numbers
from rca_kernel.formal.zeroth import named_by_numbers


def translate_equation(
    latex: str, *, name: str | None = None, defaults: Mapping[str, Any] | None = None,
        equation_number: str = "",
    callables: Iterable[str] = (), kinds: Mapping[str, Shape] | None = None, backend: str = "numpy",
        shapes: Mapping[str, str] | None = None, meanings: Mapping[str, str] | None = None,
) -> Translation:  # fmt: skip
    """A displayed formula (or several that build on each other) as one NumPy function.

    `defaults` and `kinds` take Python names or LaTeX symbols as keys; `kinds` declares "scalar", "vector" or
    "matrix", `shapes` maps LaTeX symbols to "n \\times d"; what the formula declares itself is read;
    `callables` names symbols (LaTeX) that are functions; `meanings` says in words what symbols are, for the
    docstring. Raises `FormalError` for whatever has no
    single meaning. Indices in the paper start at 1 (0 where a sum starts there), arrays at 0.

    Several definitions give what no other one uses, in most papers the last. Where they are one step of a
    recurrence (`m_t` of `m_{t-1}`), `Translation.state` says what each value of the step before becomes, and
    `Translation.step` is the function that returns all of these.
    """
    heads = frozenset(key for c in callables for key in symbol_keys(c))
    declared = declared_shapes(latex) | given_shapes(shapes or {})
    declared |= {key: shape for k, shape in (kinds or {}).items() for key in (*symbol_keys(k), k)}
    letters = frozenset(key.split("|")[1] for key in declared if key.count("|") >= 2)
    arrays = frozenset(key for key, shape in declared.items() if shape in {"vector", "matrix"})
    definitions, values = stated(with_stated(read_definitions(latex, heads, letters, arrays)))
    definitions, given = constants(needed(definitions))
    definitions, values = settle(merged(definitions)), values | given
    loop = as_updates(definitions) or as_loop(definitions, latex)
    if loop:
        options = {"number": equation_number, "callables": callables, "kinds": kinds, "backend": backend,
                   "shapes": shapes, "meanings": meanings}  # fmt: skip
        return run(loop, latex, name, values | dict(defaults or {}), options)
    refuse_circular(definitions)
    named = heads | {d.left.symbol.key for d in definitions if d.left}
    definitions = [dataclasses.replace(d, right=with_densities(d.right, named)) for d in definitions]
    definitions = [
        dataclasses.replace(d, right=with_rows(d.right, d.left.symbol if d.left else None, declared))
        for d in definitions
    ]
    definitions = over_indices(definitions, declared)
    definitions = [dataclasses.replace(d, right=over_both(d.right, _left_symbols(d))) for d in definitions]
    definitions, elements = of_one_font(placed_definitions(without_initial(definitions)))
    definitions, later = of_one_font(needed(ordered(definitions)))
    declared = later | elements | declared
    resolved, known = _resolved(definitions, declared, heads)
    assemble = partial(
        _assemble, latex, definitions, resolved, known, name, values | dict(defaults or {}), equation_number,
        (lambda tree: tree) if backend == "sympy" else stable, by_key(meanings or {}),
    )  # fmt: skip
    found = assemble()
    if found.state and set(returned(found.state, found.returns)) != set(found.returns):
        found = dataclasses.replace(found, own_step=carried(assemble(stepping=True), backend))
    for side in definitions[0].chain if len(definitions) == 1 else ():
        _check_side(found, dataclasses.replace(definitions[0], right=side, chain=()), declared, heads)
    return carried(found, backend)


def _check_side(
    found: Translation, other: Definition, declared: Mapping[str, Shape], callables: frozenset[str]
) -> None:
    """Another side of `a = b = c` must have the same values where it is made of the same symbols."""
    try:
        trees, shapes = _resolved([other], declared, callables)
        side = _assemble(other.latex, [other], trees, shapes, None, {}, "")
    except FormalError:
        return
    if set(side.parameters.items()) <= set(found.parameters.items()) and not found.needs_rng:
        from rca_kernel.formal.checks import refuse_disagreement

        refuse_disagreement(found, side)


def _resolved(
    definitions: Sequence[Definition], declared: Mapping[str, Shape], callables: frozenset[str]
) -> tuple[list[Expr], Shapes]:
    """Trees with array elements and products decided, with shapes shared by all of them."""
    arrays = Arrays()
    trees = [as_tables(from_zero(over_both(d.right, _left_symbols(d))), callables) for d in definitions]
    trees = [index_arrays(tree, arrays) for tree in named_by_numbers(trees)]
    trees = [index_arrays(t, arrays) for t in trees]
    trees = [with_ends(from_own_first(tree)) for tree in with_lengths(trees)]
    for definition, tree in zip(definitions, trees, strict=True):
        refuse_whole_divisors(tree, _left_symbols(definition))
        refuse_own_elements(tree)
    lefts: dict[str, Shape] = {d.left.symbol.key: "any" for d in definitions if d.left}
    declared = lefts | dict(declared)
    shapes: Shapes = {key: shape for key, shape in declared.items() if shape != "any"}
    for tree in trees:
        shapes.update(gather(tree, shapes))
    shapes = elements_declared(declared, arrays.bases) | shapes
    shapes.update(with_ridges(_defined(definitions, trees), shapes))
    for tree in trees:
        shapes.update(gather(tree, shapes))
    for definition, tree in zip(definitions, trees, strict=True):
        shapes.update(carried_over(definition, tree, shapes))
    for definition, tree in zip(definitions, trees, strict=True):
        if definition.left and definition.left.symbol.key in arrays.bases and isinstance(tree, Call):
            free = [n.key for n in tree.args if isinstance(n, Symbol)]
            shapes |= {key: "vector" for key in free if shapes.get(key, "any") == "any"}
    refuse_points(trees, shapes)
    resolved = []
    for definition, tree in zip(definitions, trees, strict=True):
        refuse_ridge(tree, shapes, declared)
        resolved.append(found := resolve(tree, shapes, declared))
        if definition.left is not None:
            refuse_other_shape(definition.left.symbol, found, declared)
            key = definition.left.symbol.key
            shapes |= {key: "matrix"} if found.shape == "matrix" and shapes.get(key, "any") == "any" else {}
    nodes = [found.node for found in resolved]
    for key in numbers(nodes, of_elements(shapes)):
        shapes.setdefault(key, "scalar")
    return nodes, shapes


def _defined(definitions: Sequence[Definition], trees: Sequence[Expr]) -> list[tuple[Symbol | None, Expr]]:
    return [(d.left.symbol if d.left else None, t) for d, t in zip(definitions, trees, strict=True)]


def of_elements(shapes: Shapes) -> Shapes:
    """What the elements of arrays are, by stem."""
    return {key[:-2]: shape for key, shape in shapes.items() if key.endswith("[]")}


def _left_symbols(definition: Definition) -> frozenset[str]:
    if definition.left is None:
        return frozenset()
    shown = (*definition.left.symbol.subscripts, *definition.left.args)
    return frozenset(n.key for s in shown for n in walk(s) if isinstance(n, Symbol))


def _assemble(
    latex: str, definitions: Sequence[Definition], trees: Sequence[Expr], shapes: Shapes, name: str | None,
    defaults: dict[str, Any], equation_number: str, printed: Callable[[Expr], Expr] = stable,
    meanings: Mapping[str, str] = MappingProxyType({}), stepping: bool = False,
) -> Translation:  # fmt: skip
    """The function; `printed` gives the tree that its code is made of, the formula itself for SymPy.

    `stepping` returns the whole state of a recurrence.
    """
    table = NameTable()
    defined = {d.left.symbol.key for d in definitions if d.left}
    first = definitions[0].left
    shown = [a for d in definitions if d.left for a in d.left.args]
    roles = collect_roles(trees, shown, defined, shapes, table)
    emitter = Emitter(table, elements=of_elements(shapes))
    steps: list[Computation] = []
    lines: list[str] = []
    sinks = _sinks(definitions, trees)
    for definition, tree in zip(definitions, trees, strict=True):
        last = (len(definitions) == 1 or definition.left is None) and not stepping
        target = "" if last else table.name(definition.left.symbol) if definition.left else ""
        text = emitter.text(printed(tree))
        if definition.left and not last:
            text = as_place(definition.left.symbol.key, tree, text, trees)
        lines += statement_lines("return " if last else f"{target} = ", text)
        steps.append(Computation(target, tree, definition.latex))
    results = tuple(table.name(d.left.symbol) for d in sinks if d.left)
    alone = len(definitions) == 1 or not results
    own = results[-1] if not alone else (first.symbol.names[0] if first and results else None)
    results = results or ((own,) if own else ())
    state = state_of(definitions, trees, table)
    if stepping:
        results, own, name = returned(state, results), f"{own}_step", name and f"{name}_step"
    if not alone or stepping:
        lines.append(f"return {', '.join(results)}")
    roles = [*roles, *_generator_roles(emitter)]
    given = _default_names(defaults, roles)
    function_name = legal_name(name or own or "expression")
    roles = roles_in_order(roles, given)
    said = [*notes_of(trees, shapes), *recurrence_notes(state, results)]
    said += [f"Returns {', '.join(results)}."] if len(results) > 1 and not state else []
    said += range_notes(latex)
    said += ENDLESS if any(is_endless(n) for d in definitions for n in walk(d.right)) else []
    body_latex = "\n".join(d.latex for d in definitions if d.latex)
    doc = docstring_source(_title(name, own, equation_number), body_latex, roles, said, meanings)
    source = function_source(function_name, roles, given, doc, emitter.helpers, lines)
    return Translation(
        name=legal_name(name) if name else own,
        parameters={r.name: r.latex for r in roles if r.kind not in {"rng"}},
        source=source, latex=latex, function_name=function_name,
        returns=results, state=state,
        callables={r.name: f"{r.latex}, a function of {r.arity}" for r in roles if r.kind == "callable"},
        defaults=given, needs_rng=emitter.needs_rng, equation_number=equation_number, roles=tuple(roles),
        names=dict(table.names), steps=tuple(steps),
    )  # fmt: skip


def _title(name: str | None, own: str | None, number: str) -> str:
    title = f"{name or own or 'Expression'}" + (f", equation ({number})" if number else "") + "."
    return title if own else title[0].upper() + title[1:]


def _generator_roles(emitter: Emitter) -> list[Role]:
    roles = [Role("shape", "", "shape")] if emitter.needs_shape else []
    return roles + ([Role("rng", "", "rng")] if emitter.needs_rng else [])


def _sinks(definitions: Sequence[Definition], trees: Sequence[Expr]) -> list[Definition]:
    """Displayed definitions whose value no other one uses, in the paper's order: what is returned."""
    used = {n.key for tree in trees for n in walk(tree) if isinstance(n, Symbol)}
    used |= {n.array.key for tree in trees for n in walk(tree) if isinstance(n, Index)}
    free = [d for d in definitions if d.left and not d.served and d.left.symbol.key not in used]
    free = free or [d for d in definitions if not d.served][-1:]
    return sorted(free, key=lambda d: d.left.symbol.position if d.left else -1)


def _default_names(defaults: Mapping[str, Any], roles: Sequence[Role]) -> dict[str, Any]:
    """Defaults by Python name; those of symbols that do not occur are left out."""
    by_latex = {_spelling(r.latex): r.name for r in roles if r.latex}
    names = {r.name for r in roles}
    found: dict[str, Any] = {}
    for key, value in defaults.items():
        name = key if key in names else by_latex.get(_spelling(key))
        if name is not None:
            found[name] = value
    return found


def _spelling(latex: str) -> str:
    return "".join(c for c in latex if c not in "{} \t\n")
