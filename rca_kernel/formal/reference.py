"""An independent evaluator: interprets the tree with mpmath, sums as loops, arrays of exact numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal.indexing import reach, whole_array
from rca_kernel.formal.marks import mark_branches, mark_call, mark_remainder, mark_terms, mark_truth
from rca_kernel.formal.places import is_convolution
from rca_kernel.formal.reference_functions import FUNCTIONS
from rca_kernel.formal.reference_scope import Scope, Value, exact, integer, plain
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Cases,
    Compare,
    Concat,
    Constant,
    Expr,
    Index,
    Indicator,
    Logic,
    Members,
    Neg,
    Norm,
    Number,
    Reduce,
    Rows,
    Sample,
    Span,
    Symbol,
    Transpose,
)

DIGITS = 40


def evaluate(node: Expr, scope: Scope) -> Value:
    """The value of a resolved tree at 40 digits; `ArithmeticError` or `FormalError` where it has none."""
    import mpmath

    with mpmath.workdps(DIGITS):
        return _value(node, scope)


def _value(node: Expr, scope: Scope) -> Value:
    import mpmath

    match node:
        case Number(text):
            return mpmath.mpf(text)
        case Constant(name):
            return {"pi": +mpmath.pi, "e": +mpmath.e, "inf": mpmath.inf, "nan": mpmath.nan}[name]
        case Symbol():
            return scope.find(node)
        case Index(array, subscripts, base):
            return scope.element(array, tuple(integer(_value(s, scope)) for s in subscripts), base)
        case Neg(body):
            return -_value(body, scope)
        case Binary(op, left, right):
            operands = (_value(left, scope), _value(right, scope))
            if op == "%":
                mark_remainder(node, *operands, scope.seen)
            return np.dot(*operands) if op == "@" and is_convolution(node) else _binary(op, *operands)
        case Call(function="shape"):
            return scope.shape
        case Call(function, args):
            values = [_value(a, scope) for a in args]
            mark_call(node, function, values, scope.seen)
            return FUNCTIONS[function](*values)
        case Apply(function, args):
            given = scope.function(function)
            return exact(given(*(_value(a, scope) for a in args)))
        case Reduce():
            return _reduced(node, scope)
        case Norm():
            return _norm(node, scope)
        case Transpose(body):
            return np.transpose(_value(body, scope))
        case Compare() | Logic():
            return _holds(node, scope)
        case Indicator(condition):
            truth = _holds(condition, scope)
            mark_truth(node, "", truth, scope.seen)
            return _where(truth, mpmath.mpf(1), mpmath.mpf(0))
        case Cases(branches, otherwise):
            return _cases(node, branches, otherwise, scope)
        case Concat(parts, stacked):
            found = [_value(p, scope) for p in parts]
            listed = len(parts) == 1 and isinstance(parts[0], Reduce)
            parts_of = list(found[0]) if listed else [np.atleast_1d(v) for v in found]
            return np.concatenate(parts_of, axis=-2 if stacked else -1)
        case Rows(rows):
            return np.array([[_value(c, scope) for c in row] for row in rows], dtype=object)
        case Sample():
            return _drawn(node, scope)
        case _:
            raise FormalError("a product was not resolved")


def _binary(op: str, left: Value, right: Value) -> Value:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if op == "/":
        return left / right
    if op == "^":
        return _each(lambda b, x: b**x, left, right)
    if op == "%":
        return _each(lambda a, b: a % b, left, right)
    if op == "@":
        return np.matmul(left, right)
    if op == "outer":
        return np.multiply.outer(left, right)
    return sum(a * b for a, b in zip(np.ravel(left), np.ravel(right), strict=True))


def _each(function: Callable[..., Value], *args: Value) -> Value:
    """Elementwise on arrays of exact numbers."""
    if not any(isinstance(a, np.ndarray) for a in args):
        return function(*args)
    arrays = np.broadcast_arrays(*args)
    flat = [function(*items) for items in zip(*(a.ravel() for a in arrays), strict=True)]
    found = np.empty(len(flat), dtype=object)
    found[:] = flat
    return found.reshape(arrays[0].shape)


def _where(condition: Value, yes: Value, no: Value) -> Value:
    return _each(lambda c, y, n: y if c else n, condition, yes, no)


def _holds(node: Expr, scope: Scope) -> Value:
    if isinstance(node, Logic) and node.op == "not":
        return not _holds(node.args[0], scope)
    if isinstance(node, Logic):
        parts = [_holds(a, scope) for a in node.args]
        return _each(lambda *p: all(p) if node.op == "and" else any(p), *parts)
    if not isinstance(node, Compare):
        return _value(node, scope)
    values = [_value(o, scope) for o in node.operands]
    tests = {
        "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    }  # fmt: skip
    found = [_each(tests[op], a, b) for a, op, b in zip(values, node.ops, values[1:], strict=False)]
    for place, truth in enumerate(found):
        mark_truth(node, f"part {place + 1} ", truth, scope.seen)
    return _each(lambda *p: all(p), *found)


def _cases(node: Cases, branches: tuple[tuple[Expr, Expr], ...], otherwise: Expr, scope: Scope) -> Value:
    conditions = [_holds(c, scope) for c, _ in branches]
    mark_branches(node, conditions, scope.seen)
    if not any(isinstance(c, np.ndarray) for c in conditions):
        for condition, (_, value) in zip(conditions, branches, strict=True):
            if condition:
                return _value(value, scope)
        return _value(otherwise, scope)
    found = _value(otherwise, scope)
    for condition, (_, value) in reversed(list(zip(conditions, branches, strict=True))):
        found = _where(condition, _value(value, scope), found)
    return found


def _reduced(node: Reduce, scope: Scope) -> Value:
    terms = _terms(node, scope)
    mark_terms(node, len(terms), scope.seen)
    if node.kind == "set":
        return np.array([exact(i) for i, holds in zip(_domain(node, scope), terms, strict=True) if holds])
    if node.kind == "list":
        return np.array(terms, dtype=object)
    if node.kind in {"argmax", "argmin"}:
        best = (max if node.kind == "argmax" else min)(range(len(terms)), key=lambda place: terms[place])
        return exact(_domain(node, scope)[best])
    if not terms and node.kind in {"max", "min"}:
        raise FormalError(f"a {node.kind} over nothing")
    if node.kind == "mean":
        return sum(terms[1:], terms[0]) / len(terms) if terms else exact(0) / exact(0)
    total: Value = exact(0 if node.kind == "sum" else 1) if node.kind in {"sum", "prod"} else terms[0]
    for term in terms:
        if node.kind == "sum":
            total = total + term
        elif node.kind == "prod":
            total = total * term
        else:
            total = _each(max if node.kind == "max" else min, total, term)
    return total


def _terms(node: Reduce, scope: Scope) -> list[Value]:
    """The body at each item of the domain."""
    parts = (node.domain.parts if isinstance(node.domain, Members) else ()) or (node.index,)
    kept = {p.key: scope.values[p.key] for p in parts if p.key in scope.values}
    terms = []
    for item in _domain(node, scope):
        values = (item,) if len(parts) == 1 else item
        scope.values.update({p.key: exact(v) for p, v in zip(parts, values, strict=True)})
        if node.where is not None and not _holds(node.where, scope):
            continue
        terms.append(_holds(node.body, scope) if node.kind == "set" else _value(node.body, scope))
    for part in parts:
        scope.values.pop(part.key, None)
    scope.values.update(kept)
    return terms


def _domain(node: Reduce, scope: Scope) -> list[Any]:
    if isinstance(node.domain, Span):
        lower = integer(_value(node.domain.lower, scope))
        if node.domain.upper is not None:
            items: list[Any] = list(range(lower, integer(_value(node.domain.upper, scope)) + 1))
        else:
            items = _indices(node, scope)
    else:
        items = list(_value(node.domain.collection, scope))
    if node.excluded is not None:
        unwanted = _value(node.excluded, scope)
        items = [i for i in items if i != unwanted]
    return items


def _indices(node: Reduce, scope: Scope) -> list[int]:
    """All indices of the first array that is indexed by the sum."""
    found = whole_array(node)
    if found is not None:
        array, axis, base = found
        value = scope.find(array.array) if isinstance(array, Index) else _value(array, scope)
        low, high = reach(node)
        return list(range(base - low, value.shape[axis] + base - high))
    raise FormalError("no array gives the range of this index", token=node.index.latex)


def _norm(node: Norm, scope: Scope) -> Value:
    import mpmath

    items = [abs(v) for v in np.ravel(_value(node.body, scope))]
    match node.order:
        case "two" | "fro":
            return mpmath.sqrt(sum(v * v for v in items))
        case "one":
            return sum(items)
        case "inf":
            return max(items)
        case "zero":
            return exact(sum(1 for v in items if v != 0))
        case order:
            p = _value(order, scope)
            return sum(v**p for v in items) ** (1 / p)


def _drawn(node: Sample, scope: Scope) -> Value:
    """The same draw as the generator gives, in the same order."""
    rng = scope.rng
    if node.distribution == "choice":
        items = _value(node.args[0], scope)
        return items[int(rng.integers(len(items)))]
    args = [plain(_value(a, scope)) for a in node.args]
    match node.distribution:
        case "normal":
            return exact(rng.normal(args[0], np.sqrt(args[1])))
        case "standard":
            return exact(np.sqrt(args[0]) * rng.standard_normal(scope.shape))
        case "isotropic":
            return exact(args[0] + np.sqrt(args[1]) * rng.standard_normal(np.shape(args[0])))
        case "multivariate":
            mean = args[0] if np.ndim(args[0]) else np.full(len(args[1]), args[0])
            return exact(rng.multivariate_normal(mean, args[1]))
        case "beta":
            return exact(rng.beta(args[0], args[1]))
        case "uniform":
            return exact(rng.uniform(args[0], args[1]))
        case "bernoulli":
            return exact(float(rng.random() < args[0]))
        case "categorical":
            return exact(int(rng.choice(len(args[0]), p=args[0])) + 1)
        case "integers":
            mark_terms(node, int(args[1]) - int(args[0]) + 1, scope.seen)
            return exact(int(rng.integers(int(args[0]), int(args[1]), endpoint=True)))
