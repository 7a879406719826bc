"""Source of arrays that an algorithm makes and then changes element by element."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal.layout import statement_lines
from rca_kernel.formal.moments import shifted
from rca_kernel.formal.statements import Assign, Fresh, Own, Statement
from rca_kernel.formal.tree import Expr, Index, Number, Symbol, walk

if TYPE_CHECKING:
    from rca_kernel.formal.emit_algorithm import AlgorithmEmitter


def owned_lines(head: str, expression: str, kind: str, depth: int) -> list[str]:
    """`x = np.array(..., dtype=float)`, a copy of its own."""
    constant = re.fullmatch(
        r"np\.array\(\[([\d.]+) for \w+ in range\((?:1, )?(.+?)( \+ 1)?\)\]\)", expression
    )
    if constant is not None and bool(constant.group(3)) == ("range(1, " in expression):
        return [f"{head}np.full({constant.group(2)}, {constant.group(1)}, dtype={kind})"]
    if expression.startswith("np.array([") and expression.endswith("])") and " for " in expression:
        return statement_lines(head, f"{expression[:-1]}, dtype={kind})", depth)
    return statement_lines(head, f"np.array({expression}, dtype={kind})", depth)


def owned(made: AlgorithmEmitter, statements: Sequence[Statement]) -> list[str] | None:
    """An array assigned as a whole and changed later: one line."""
    match statements:
        case [Assign(target=target, value=value), Own(array=array) as copied] if target.key == array.key:
            head = f"{made.table.name(target)} = "
            lines = owned_lines(head, made.text(value), kind_of(made, array), made.depth)
            own(made, copied)
            return lines
        case _:
            return None


def own(made: AlgorithmEmitter, statement: Own) -> list[str]:
    array = statement.array
    name = made.table.name(array)
    if statement.given:
        made.free.arrays[array.stem] = (array, statement.rank, statement.base)
    made.assigned.add(array.key)
    made.stored.add(array.key)
    made.bases[array.key] = statement.base
    return [f"{name} = np.array({name}, dtype={'float' if statement.given else kind_of(made, array)})"]


def kind_of(made: AlgorithmEmitter, array: Symbol) -> str:
    if array.key in made.whole_arrays:
        made.whole.add(array.key)
    return "int" if array.key in made.whole_arrays else "float"


def fresh(made: AlgorithmEmitter, statement: Fresh) -> list[str]:
    """An array of anything, filled by the loop that follows."""
    array, spans = statement.array, statement.spans
    name = made.table.name(array)
    if statement.stored:
        made.stored.add(array.key)
    if statement.stored and not spans:
        made.assigned.add(array.key)
        made.bases[array.key] = 0
        made.mappings.add(array.key)
        made.notes.append(f"{name} is a mapping: its keys are the members of the set.")
        return [f"{name} = {{}}"]
    if array.key in made.assigned or array.key in made.free.values or array.stem in made.free.arrays:
        raise FormalError(
            "an array rewritten in place",
            token=array.latex,
            position=array.position,
            hint="Give the new array a symbol of its own.",
        )
    sizes = []
    for span in spans:
        assert span.upper is not None
        made.free.mark_integers(span.upper, frozenset(made.assigned))
        sizes.append(made.text(shifted(span.upper, 0 if span.lower == Number("1") else 1)))
    made.assigned.add(array.key)
    made.bases[array.key] = 1 if spans[0].lower == Number("1") else 0
    if array.key in made.whole_arrays:
        made.whole.add(array.key)
    return [f"{name} = np.empty(({', '.join(sizes)}{',' * (len(sizes) == 1)}), dtype=object)"]


def refuse_whole_mapping(made: AlgorithmEmitter, node: Expr) -> None:
    """A mapping is read element by element; only alone it may stand as a whole."""
    if isinstance(node, Symbol):
        return
    nodes = [n for n in walk(node) if isinstance(n, Symbol) and n.key in made.mappings]
    elements = [n for n in walk(node) if isinstance(n, Index) and n.array.key in made.mappings]
    if len(nodes) > len(elements):
        raise FormalError("a value for each member of a set is read as one array",
            token=nodes[0].latex, position=nodes[0].position,
                          hint="Write the formula for one member, and loop over them.")  # fmt: skip
