"""Which values of an algorithm are whole numbers, so that they may bound loops and index arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign, For, Statement
from rca_kernel.formal.tree import Binary, Call, Expr, Index, Neg, Number, Reduce, Sample, Span, Symbol, walk

_ROUNDED = {"floor", "ceil", "round", "len", "factorial", "binom", "argsort"}


def is_whole(node: Expr, known: Set[str]) -> bool:
    """Whether the value is a whole number (or an array of them), given the names that are."""
    match node:
        case Number(text):
            return text.isdigit()
        case Symbol(key=key):
            return key in known
        case Index(array=array):
            return array.key in known
        case Neg(body):
            return is_whole(body, known)
        case Binary(op="+" | "-" | "*", left=left, right=right):
            return is_whole(left, known) and is_whole(right, known)
        case Call(function="max" | "min", args=args):
            return all(is_whole(a, known) for a in args)
        case Call(function=function):
            return function in _ROUNDED
        case Reduce(kind="argmax" | "argmin"):
            return True
        case Reduce(kind=kind, body=body):
            return kind != "mean" and is_whole(body, known)
        case Sample(distribution=distribution):
            return distribution in {"categorical", "integers"}
        case _:
            return False


def whole_limits(statements: Sequence[Statement]) -> Iterator[str]:
    """Names that bound loops or sums, or index arrays, and are not computed by the algorithm."""
    computed = {t.key for s in flatten(statements) if isinstance(s, Assign) for t in s.targets}
    for statement in flatten(statements):
        spans = (
            [statement.domain] if isinstance(statement, For) and isinstance(statement.domain, Span) else []
        )
        if isinstance(statement, Assign):
            for node in walk(statement.value):
                if isinstance(node, Reduce) and isinstance(node.domain, Span):
                    spans.append(node.domain)
                elif isinstance(node, Index):
                    yield from (
                        n.array.key
                        for n in node.subscripts
                        if isinstance(n, Index) and n.array.key not in computed
                    )
        for span in spans:
            for limit in (span.lower, span.upper):
                if isinstance(limit, Symbol) and limit.key not in computed:
                    yield limit.key


def whole_arrays(statements: Sequence[Statement], limits: Set[str]) -> set[str]:
    """Arrays all of whose written elements are whole numbers."""
    known = set(limits) | _counters(statements)
    for _ in range(3):
        values: dict[str, bool] = {}
        for statement in flatten(statements):
            if isinstance(statement, Assign):
                key = statement.target.key
                values[key] = values.get(key, True) and is_whole(statement.value, known)
        known |= {key for key, whole in values.items() if whole}
    return known


def always_whole(statements: Sequence[Statement], limits: Set[str]) -> set[str]:
    """Names that no assignment gives anything but a whole number: the largest set that agrees with itself."""
    assigned = [s for s in flatten(statements) if isinstance(s, Assign)]
    kept = set(limits) | _counters(statements) | {s.target.key for s in assigned}
    kept -= {t.key for s in assigned for t in s.others}
    while broken := {s.target.key for s in assigned if not is_whole(s.value, kept)} & kept:
        kept -= broken
    return kept


def _counters(statements: Sequence[Statement]) -> set[str]:
    """Indices of loops over ranges; an element of a set may be any number."""
    loops = [s for s in flatten(statements) if isinstance(s, For)]
    return {s.index.key for s in loops if isinstance(s.domain, Span)}
