"""Functions whose parameters the algorithm changes: `f_\\theta(x)` beside `\\theta <- ...` is f of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.formal.loops import mapped
from rca_kernel.formal.moments import offset
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign, For, Statement
from rca_kernel.formal.tree import Apply, Expr, Symbol, rebuild, walk


def with_changing_parameters(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with such functions taking the values in their subscript first."""
    everything = flatten(statements)
    assigned = [s for s in everything if isinstance(s, Assign)]
    counters = {s.target.key for s in assigned if offset(s.value, s.target.key)}
    counters |= {s.index.key for s in everything if isinstance(s, For)}
    made = {t.stem for s in assigned for t in s.targets}
    changed = {t.stem for s in assigned for t in s.targets if t.key not in counters}

    def change(node: Expr) -> Expr:
        node = rebuild(node, change)
        if not isinstance(node, Apply) or node.function.stem in made:
            return node
        symbols = [n for s in node.function.subscripts for n in walk(s) if isinstance(n, Symbol)]
        if not any(n.stem in changed and n.key not in counters for n in symbols):
            return node
        parts = [s for s in node.function.subscripts if isinstance(s, Symbol)]
        marks = "_".join(s.stem_names[0] for s in parts)
        drawn = node.function.stem.startswith("sample ")
        bases = (f"sample_{node.function.base}",) if drawn else node.function.stem_names
        names = tuple(f"{name}_{marks}" for name in bases)
        key = f"{node.function.stem}_({','.join(s.stem for s in parts)})"
        function = replace(node.function, key=key, stem=key, names=names, stem_names=names, subscripts=())
        return Apply(function, (*node.function.subscripts, *node.args))

    return mapped(statements, change)
