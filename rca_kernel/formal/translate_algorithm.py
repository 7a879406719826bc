"""`translate_algorithm`: from pseudocode to a documented NumPy function."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rca_kernel.errors import FormalError
from rca_kernel.formal.algorithm_roles import roles_of
from rca_kernel.formal.applied_elements import with_subscripts
from rca_kernel.formal.backends import carried
from rca_kernel.formal.changing_parameters import with_changing_parameters
from rca_kernel.formal.computed_places import placed
from rca_kernel.formal.conditioned_times import with_conditioned_times
from rca_kernel.formal.counters import refuse_standing, with_counters, without_idle
from rca_kernel.formal.declarations import by_key, declared_shapes, given_shapes, symbol_keys
from rca_kernel.formal.densities import with_densities
from rca_kernel.formal.elements import find_elements, with_elements
from rca_kernel.formal.emit_algorithm import AlgorithmEmitter
from rca_kernel.formal.endless import refuse_endless
from rca_kernel.formal.evidence import gather
from rca_kernel.formal.families import with_families
from rca_kernel.formal.gathering import gathered
from rca_kernel.formal.identifiers import with_words
from rca_kernel.formal.indexing import Arrays, index_arrays
from rca_kernel.formal.keywords import with_roles
from rca_kernel.formal.known import known_symbols
from rca_kernel.formal.layout import docstring_source, function_source, ordered
from rca_kernel.formal.letters import Shapes
from rca_kernel.formal.listings import read_listing
from rca_kernel.formal.loops import mapped, mapped_one, unrolled
from rca_kernel.formal.nested_places import with_nested_places
from rca_kernel.formal.parameters import notes_of
from rca_kernel.formal.pseudocode import Reader, read_algorithm
from rca_kernel.formal.pseudocode_lines import read_lines
from rca_kernel.formal.ridges import refuse_ridge, with_ridges
from rca_kernel.formal.row_vectors import with_rows
from rca_kernel.formal.shapes import resolve
from rca_kernel.formal.softmax_steps import with_softmaxes
from rca_kernel.formal.solving import steps_solved
from rca_kernel.formal.squares import steps_with_squares, with_first_squares
from rca_kernel.formal.starts import with_starts
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Algorithm, Assign, Effect, For, Return, Statement
from rca_kernel.formal.step_axes import without_step_axes
from rca_kernel.formal.step_names import with_step_names
from rca_kernel.formal.store_uses import find_stores
from rca_kernel.formal.stores import with_stores
from rca_kernel.formal.superscripts import lowered, raised
from rca_kernel.formal.symbols import NameTable, legal_name
from rca_kernel.formal.tables import find_tables, with_tables
from rca_kernel.formal.translate import _default_names
from rca_kernel.formal.translation import Role, Translation
from rca_kernel.formal.tree import Expr, Number, Shape, Span, Symbol


def translate_algorithm(
    latex: str, *, name: str | None = None, defaults: Mapping[str, Any] | None = None, number: str = "",
    callables: Iterable[str] = (), kinds: Mapping[str, Shape] | None = None, backend: str = "numpy",
        shapes: Mapping[str, str] | None = None, meanings: Mapping[str, str] | None = None,
        hooks: bool = False,
) -> Translation:  # fmt: skip
    """Pseudocode (algorithmic, algpseudocode, algorithm2e, listings) as one NumPy function.

    Values required come first, then functions to be given (`callables`), `rng` where it draws, `max_steps`
    and `converged` where it runs until convergence. Raises `FormalError` for a line without a formal meaning;
    with `hooks` a line or condition that is stated in words only becomes a function to be given too, named by
    its words: it takes the values of the symbols that the line names and gives those that the line says it
    makes or changes (nothing where it says none). `Translation.hooks` maps its name to the words.
    """
    raw = read_listing(latex) or read_lines(latex)
    with_roles(raw.body)
    with_words(raw.body)
    applied = with_subscripts(raw.body)
    lowered(raw.body)
    raised(raw.body)
    heads = frozenset(key for c in callables for key in symbol_keys(c))
    reader, statements = read_algorithm(raw, known_symbols(raw.body, heads), hooks=hooks)
    if not any(isinstance(s, Assign | Return | Effect) for s in flatten(statements)):
        raise FormalError(
            "there is no step here", token=latex[:40], position=0, hint="Give the algorithm's body."
        )
    for node in (e for s in flatten(statements) for e in expressions(s)):
        refuse_endless(node)
    declared = declared_shapes(latex) | given_shapes(shapes or {})
    declared |= {key: shape for k, shape in (kinds or {}).items() for key in (*symbol_keys(k), k)}
    statements = steps_with_squares(steps_solved(_returning(statements, reader.outputs)))
    given = {q.symbol.key: q.symbol for q in reader.requirements}
    statements = with_first_squares(with_changing_parameters(with_families(statements)), given)
    declared |= {f"{key}[]": "scalar" for stem in applied for key in symbol_keys(stem)}
    statements = with_step_names(statements, frozenset(given))
    statements, counters = with_counters(
        with_conditioned_times(without_step_axes(with_nested_places(statements))), frozenset(given)
    )
    statements = mapped(statements, lambda node: with_densities(node, heads))
    statements = with_softmaxes(_with_rows(statements, declared), declared)
    statements, known = _resolved(statements, declared, frozenset(given))
    found = _assemble(
        latex, raw.title, reader, statements, counters, known, name, dict(defaults or {}), number,
        by_key(meanings or {}),
    )  # fmt: skip
    return carried(found, backend)


def _returning(statements: tuple[Statement, ...], outputs: Sequence[Symbol]) -> tuple[Statement, ...]:
    """Without a return, the outputs that it names are returned."""
    if any(isinstance(s, Return) for s in flatten(statements)):
        return statements
    targets = [t for s in flatten(statements) if isinstance(s, Assign) for t in s.targets]
    written = {key for t in targets for key in (t.key, t.stem)}
    if outputs and all({s.key, s.stem} & written for s in outputs):
        return (*statements, Return(tuple(outputs)))
    raise FormalError(
        "the algorithm returns nothing",
        token=", ".join(s.latex for s in (outputs or targets[-1:])),
        position=-1 if outputs or not targets else targets[-1].position,
        hint="Add \\Return with the symbols it yields, or name them after \\Ensure.",
    )


def _resolved(
    statements: tuple[Statement, ...], declared: Mapping[str, Shape], required: frozenset[str]
) -> tuple[tuple[Statement, ...], Shapes]:
    tables = find_tables(statements)
    stores = find_stores(statements, tables.keys(), declared, required)
    bases = find_elements(statements, {*tables, *stores})
    statements = with_stores(with_tables(with_elements(statements, bases), tables), stores)
    bases |= {stem: table.base for stem, table in tables.items()}
    bases |= {stem: store.base for stem, store in stores.items()}
    arrays = Arrays(dict(bases))
    for node in [e for s in flatten(statements) for e in expressions(s)]:
        index_arrays(node, arrays)
    for stem, base in bases.items():
        if arrays.bases[stem] != base:
            raise FormalError(
                "an array is written from one first index and read from another",
                token=stem.strip("|"),
                hint="Count it from 0 or from 1 throughout.",
            )
    indexed = mapped(statements, lambda n: index_arrays(n, arrays))
    loops = [s for s in flatten(indexed) if isinstance(s, For) and isinstance(s.domain, Span)]
    shapes: Shapes = dict.fromkeys((loop.index.key for loop in loops), "scalar")
    shapes.update(declared)
    steps = [
        (s.target if isinstance(s, Assign) else None, n) for s in flatten(indexed) for n in expressions(s)
    ]
    shapes.update(with_ridges(steps, shapes))
    shapes.update(_matrices(indexed, {k: s for k, s in shapes.items() if s != "scalar"} | dict(declared)))
    for _ in range(2):
        for statement in flatten(indexed):
            for node in expressions(statement):
                shapes.update(gather(node, shapes))
    indexed = with_starts(indexed, shapes, _given_stems(required))
    targets = {t.key for s in flatten(indexed) if isinstance(s, Assign) for t in s.targets}
    named: Shapes = dict.fromkeys({*required, *targets}, "any")
    named |= declared

    def shaped(node: Expr) -> Expr:
        refuse_ridge(node, shapes, named)
        return resolve(node, shapes, named).node

    return mapped(indexed, shaped), shapes


def _with_rows(statements: tuple[Statement, ...], declared: Mapping[str, Shape]) -> tuple[Statement, ...]:
    """The assignments with the outer products that their targets show to be numbers as inner products."""

    def write(step: Assign) -> Assign:
        return replace(step, value=with_rows(step.value, step.target, declared))

    return tuple(mapped_one(s, lambda node: node, write) for s in statements)


def _given_stems(required: frozenset[str]) -> frozenset[str]:
    return frozenset(key for key in required if "_{" not in key)


def _matrices(statements: tuple[Statement, ...], declared: Mapping[str, Shape]) -> Shapes:
    """Names that every assignment gives a matrix, by the shapes declared."""
    found: Shapes = {}
    for statement in flatten(statements):
        if isinstance(statement, Assign) and not statement.index and not isinstance(statement.value, Number):
            try:
                shape = resolve(statement.value, {**declared, **found}).shape
            except FormalError:
                shape = "any"
            key = statement.target.key
            found[key] = shape if found.get(key, shape) == shape else "any"
    return {key: shape for key, shape in found.items() if shape == "matrix" and key not in declared}


def _assemble(
    latex: str, title: str, reader: Reader, statements: tuple[Statement, ...],
    counters: frozenset[str], shapes: Shapes,
    name: str | None, defaults: dict[str, Any], number: str, meanings: Mapping[str, str],
) -> Translation:  # fmt: skip
    table = NameTable()
    required = reader.requirements
    plain = unrolled(statements)
    refuse_standing(plain)
    plain = placed(plain)
    plain = gathered(without_idle(plain, counters))
    emitter = AlgorithmEmitter(table, shapes, required, plain, reader.hooks)
    lines = emitter.body(plain)
    roles = roles_of(emitter)
    given = {
        r.name: v
        for q in required
        if q.value is not None
        for r in roles
        if r.latex == q.symbol.latex
        for v in [q.value]
    }
    given |= _default_names(defaults, roles) | emitter.own_defaults
    function_name = legal_name(name or _slug(title) or "algorithm")
    roles = ordered(roles, given)
    heading = (title.rstrip(". ") or name or "Algorithm") + (f" (algorithm {number})" if number else "") + "."
    nodes = [e for s in flatten(statements) for e in expressions(s)]
    steps = "\n".join(s.latex for s in flatten(statements) if isinstance(s, Assign))
    doc = docstring_source(heading, steps, roles, [*emitter.notes, *notes_of(nodes, shapes)], meanings)
    source = function_source(function_name, roles, given, doc, emitter.helpers, lines)
    hooks = {name: reader.hooks[key].quote for key, name in table.names.items() if key in reader.hooks}
    inputs = tuple((q.symbol, q.words) for q in required)
    return Translation(
        name=function_name, parameters={r.name: r.latex for r in roles if r.kind != "rng"}, source=source,
            latex=latex,
        function_name=function_name, returns=emitter.returned,
        callables={r.name: _function_words(r, hooks) for r in roles if r.kind == "callable"}, hooks=hooks,
        defaults=given, needs_rng=emitter.needs_rng, equation_number=number, roles=tuple(roles),
        names=dict(table.names), algorithm=Algorithm(title, inputs, statements),
    )  # fmt: skip


def _function_words(role: Role, hooks: Mapping[str, str]) -> str:
    if role.name in hooks:
        return role.note
    return f"{role.latex}, a function of {role.arity}"


def _slug(title: str) -> str:
    words = re.sub(r"\$[^$]*\$|\\[A-Za-z]+", " ", title)
    words = re.split(r"[:,.(]", words)[0]
    cut = re.findall(r"[A-Za-z0-9]+", words)
    return "_".join(cut[:5]).lower()
