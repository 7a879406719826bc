"""`\\sum_x p(x) \\log q(x)`: functions read at an index without a range are tables of values."""

from __future__ import annotations

from collections.abc import Iterator

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import Apply, Expr, Index, Reduce, Span, Symbol, rebuild, walk


def as_tables(node: Expr, callables: frozenset[str]) -> Expr:
    """The tree with such functions as arrays, read at the values of their arguments."""
    tables = {f.key for f in _read_at_index(node) if not {f.key, f.stem} & callables}
    if not tables:
        return node
    ranks: dict[str, int] = {}
    for inner in walk(node):
        if isinstance(inner, Apply) and inner.function.key in tables:
            plain = all(isinstance(a, Symbol) for a in inner.args)
            if not plain or ranks.setdefault(inner.function.key, len(inner.args)) != len(inner.args):
                raise _refusal(inner.function, "a table read at values that are no indices" if not plain
                               else "one letter for different densities")  # fmt: skip
    return _looked_up(node, tables)


def _looked_up(node: Expr, tables: set[str]) -> Expr:
    found = rebuild(node, lambda child: _looked_up(child, tables))
    if isinstance(found, Apply) and found.function.key in tables:
        return Index(found.function, found.args)
    return found


def _read_at_index(node: Expr) -> Iterator[Symbol]:
    """Functions applied to the index of a sum without a range, where no array has that index."""
    for inner in walk(node):
        if (
            not isinstance(inner, Reduce)
            or not isinstance(inner.domain, Span)
            or inner.domain.upper is not None
        ):
            continue
        key = inner.index.key
        if inner.kind in {"argmax", "argmin"} or any(_indexed(n, key) for n in walk(inner.body)):
            continue
        for one in walk(inner.body):
            if isinstance(one, Apply) and any(isinstance(a, Symbol) and a.key == key for a in one.args):
                _refuse_parameters(one)
                yield one.function


def _refuse_parameters(node: Apply) -> None:
    """`Q(s, a; \\theta)`: parameters are no places in a table."""
    for argument in node.args:
        if isinstance(argument, Symbol) and (argument.is_greek or argument.font == "bold"):
            raise _refusal(node.function, "a function with parameters, summed over an index without a range")


def _indexed(node: Expr, key: str) -> bool:
    return isinstance(node, Symbol | Index) and any(uses(s, {key}) for s in node.subscripts)


def _refusal(function: Symbol, reason: str) -> FormalError:
    return FormalError(reason, token=function.latex, position=function.position,
                       hint="Write the set that the index runs over: \\sum_{x \\in X}.")  # fmt: skip
