"""The known functions in exact-precision arithmetic, for the reference evaluator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Value = Any


def _elementwise(name: str) -> Callable[[Value], Value]:
    def apply(value: Value) -> Value:
        import mpmath

        function = getattr(mpmath, name)
        if not isinstance(value, np.ndarray):
            return _real(function(value))
        found = np.empty(value.size, dtype=object)
        found[:] = [_real(function(v)) for v in value.ravel()]
        return found.reshape(value.shape)

    return apply


def _real(value: Value) -> Value:
    if getattr(value, "imag", 0) != 0:
        raise ArithmeticError("not a real number")
    return value


def _map(function: Callable[..., Value], *args: Value) -> Value:
    if not any(isinstance(a, np.ndarray) for a in args):
        return function(*args)
    arrays = np.broadcast_arrays(*args)
    found = np.empty(arrays[0].size, dtype=object)
    found[:] = [function(*items) for items in zip(*(a.ravel() for a in arrays), strict=True)]
    return found.reshape(arrays[0].shape)


def _softmax(value: Value) -> Value:
    powers = _elementwise("exp")(value)
    if not isinstance(powers, np.ndarray):
        return powers / powers
    return powers / np.sum(powers, axis=-1, keepdims=True)


def _sigmoid(value: Value) -> Value:
    return 1 / (1 + _elementwise("exp")(-value))


def _relu(value: Value) -> Value:
    return _map(lambda v: v if v > 0 else v * 0, value)


def _gelu(value: Value) -> Value:
    import mpmath

    return _map(lambda v: v * mpmath.ncdf(v), value)


def _round(value: Value) -> Value:
    import mpmath

    return _map(mpmath.nint, value)


def _clip(value: Value, low: Value, high: Value) -> Value:
    return _map(lambda v, a, b: min(max(v, a), b), value, low, high)


def _fold(choose: Callable[..., Value]) -> Callable[..., Value]:
    def fold(*args: Value) -> Value:
        if len(args) == 1:
            return choose(list(np.ravel(args[0])))
        return _map(lambda *items: choose(items), *args)

    return fold


def _inverse(value: Value) -> Value:
    import mpmath

    inverse = mpmath.matrix(value.tolist()) ** -1
    rows, columns = value.shape
    return np.array([[inverse[i, j] for j in range(columns)] for i in range(rows)], dtype=object)


def _determinant(value: Value) -> Value:
    import mpmath

    return mpmath.det(mpmath.matrix(value.tolist()))


def _mean(value: Value) -> Value:
    items = np.ravel(value)
    return sum(items) / len(items)


def _variance(value: Value) -> Value:
    middle = _mean(value)
    return _mean(np.array([(v - middle) ** 2 for v in np.ravel(value)], dtype=object))


def _matrix_power(value: Value, times: Value) -> Value:
    found = value
    for _ in range(int(times) - 1):
        found = np.matmul(found, value)
    return found


def _inner(left: Value, right: Value) -> Value:
    return sum(a * b for a, b in zip(np.ravel(left), np.ravel(right), strict=True))


def _argsort(value: Value) -> Value:
    """Places counted from 1; equal values keep their order."""
    import mpmath

    order = sorted(range(len(value)), key=lambda place: value[place])
    return np.array([mpmath.mpf(place + 1) for place in order], dtype=object)


def _log_sum_exp(value: Value) -> Value:
    import mpmath

    return mpmath.log(sum(mpmath.exp(v) for v in np.ravel(value)))


def _logarithm(base: int) -> Callable[[Value], Value]:
    def apply(value: Value) -> Value:
        import mpmath

        return _map(lambda v: _real(mpmath.log(v)) / mpmath.log(base), value)

    return apply


def _length(value: Value) -> Value:
    import mpmath

    return mpmath.mpf(len(value))


def _intersection(left: Value, right: Value) -> Value:
    return [v for v in left if v in right]


def _union(left: Value, right: Value) -> Value:
    return [*left, *(v for v in right if v not in left)]


def _difference(left: Value, right: Value) -> Value:
    return [v for v in left if v not in right]


def _diagonal(value: Value) -> Value:
    import mpmath

    if np.ndim(value) == 2:
        return np.array([value[i, i] for i in range(min(value.shape))], dtype=object)
    size = len(value)
    rows = [[value[i] if i == j else mpmath.mpf(0) for j in range(size)] for i in range(size)]
    return np.array(rows, dtype=object)


def _fractional_power(value: Value, exponent: Value) -> Value:
    import mpmath

    roots, left, right = mpmath.eig(mpmath.matrix(value.tolist()), left=True, right=True)
    del left
    if any(abs(mpmath.im(root)) > 1e-12 or mpmath.re(root) <= 0 for root in roots):
        raise ArithmeticError("a root of a matrix that is not positive")
    powers = mpmath.diag([root**exponent for root in roots])
    found = right * powers * right**-1
    rows, columns = value.shape
    return np.array([[mpmath.re(found[i, j]) for j in range(columns)] for i in range(rows)], dtype=object)


def _identity(rows: Value, ones: bool = False) -> Value:
    import mpmath

    size = len(rows) if isinstance(rows, np.ndarray) else int(rows)
    same = [[mpmath.mpf(1 if ones or i == j else 0) for j in range(size)] for i in range(size)]
    return np.array(same, dtype=object)


def _divergence(left: Value, right: Value) -> Value:
    import mpmath

    return sum(p * mpmath.log(p / q) for p, q in zip(np.ravel(left), np.ravel(right), strict=True))


def _place(choose: Callable[..., Value], value: Value) -> Value:
    import mpmath

    items = list(np.ravel(value))
    return mpmath.mpf(items.index(choose(items)) + 1)


def _binomial(n: Value, k: Value) -> Value:
    import mpmath

    if n < 0 or k < 0:
        raise ArithmeticError("a binomial coefficient of a negative number")
    return mpmath.binomial(n, k)


def _normal_density(value: Value, mean: Value, variance: Value) -> Value:
    import mpmath

    def one(x: Value, m: Value, v: Value) -> Value:
        return mpmath.exp(-((x - m) ** 2) / (2 * v)) / _real(mpmath.sqrt(2 * mpmath.pi * v))

    return _map(one, value, mean, variance)


def _diagonal_density(value: Value, mean: Value, variance: Value) -> Value:
    import mpmath

    return mpmath.fprod(np.ravel(_normal_density(value, mean, variance)))


def _multivariate_density(value: Value, mean: Value, covariance: Value) -> Value:
    """By the Cholesky factor: a matrix that has none is no covariance."""
    import mpmath

    off = np.ravel(value - mean)
    matrix = mpmath.matrix(covariance.tolist())
    if any(abs(matrix[i, j] - matrix[j, i]) > 1e-9 for i in range(len(off)) for j in range(i)):
        raise ArithmeticError("a covariance that is not symmetric")
    try:
        factor = mpmath.cholesky(matrix)
    except ValueError as error:
        raise ArithmeticError("a covariance that is not positive") from error
    white = mpmath.lu_solve(factor, mpmath.matrix(off.tolist()))
    scale = mpmath.fprod(mpmath.sqrt(2 * mpmath.pi) * factor[i, i] for i in range(len(off)))
    return mpmath.exp(-sum(w**2 for w in white) / 2) / scale


def _filled(shape: Value, number: int) -> Value:
    import mpmath

    found = np.empty(shape if isinstance(shape, tuple) else int(shape), dtype=object)
    found[...] = mpmath.mpf(number)
    return found


def _item(value: Value, *places: Value) -> Value:
    return value[tuple(int(p) - 1 for p in places)]


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "exp": _elementwise("exp"), "log": _elementwise("log"), "log2": _logarithm(2), "log10": _logarithm(10),
    "sin": _elementwise("sin"), "cos": _elementwise("cos"), "tan": _elementwise("tan"),
    "sinh": _elementwise("sinh"), "cosh": _elementwise("cosh"), "tanh": _elementwise("tanh"),
    "arcsin": _elementwise("asin"), "arccos": _elementwise("acos"), "arctan": _elementwise("atan"),
    "sign": _elementwise("sign"), "sqrt": _elementwise("sqrt"), "abs": _elementwise("fabs"),
    "floor": _elementwise("floor"), "ceil": _elementwise("ceil"), "round": _round, "erf": _elementwise("erf"),
    "factorial": _elementwise("factorial"), "softmax": _softmax, "sigmoid": _sigmoid, "relu": _relu,
    "gelu": _gelu,
    "silu": lambda v: v * _sigmoid(v), "softplus": lambda v: _elementwise("log")(1 + _elementwise("exp")(v)),
    "clip": _clip, "max": _fold(max), "min": _fold(min), "inv": _inverse, "det": _determinant,
    "trace": lambda m: sum(m[i, i] for i in range(len(m))), "diag": _diagonal, "mean": _mean,
    "var": _variance,
    "std": lambda v: _elementwise("sqrt")(_variance(v)), "inner": _inner, "logsumexp": _log_sum_exp,
    "member": lambda item, items: any(item == one for one in items), "len": _length, "argsort": _argsort,
    "intersection": _intersection, "union": _union, "difference": _difference,
    "argmax": lambda v: _place(max, v), "argmin": lambda v: _place(min, v), "matrix_power": _matrix_power,
    "fractional_power": _fractional_power, "kl": _divergence,
    "eye": _identity, "ones": lambda rows: _identity(rows, True), "size": lambda n: n,
    "ones_vector": lambda n: _filled(n, 1), "zeros_vector": lambda n: _filled(n, 0), "item": _item,
    "columns": lambda v: v.shape[-1], "rows": len,
    "leading": lambda value, count: value[: int(count)], "gamma": _elementwise("gamma"),
    "log_gamma": _elementwise("loggamma"), "sum": lambda v: sum(np.ravel(v)),
    "sum_rows": lambda m: np.sum(m, axis=1), "sum_columns": lambda m: np.sum(m, axis=0),
    "arccosh": _elementwise("acosh"), "arcsinh": _elementwise("asinh"), "arctanh": _elementwise("atanh"),
    "arctan2": lambda y, x: _map(__import__("mpmath").atan2, y, x),
    "binom": _binomial, "normal_density": _normal_density, "diagonal_density": _diagonal_density,
    "multivariate_density": _multivariate_density,
}  # fmt: skip
