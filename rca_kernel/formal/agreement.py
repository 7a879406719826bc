"""Holding a function against known values. The notebook gets these functions as source: NumPy only."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np


def check_against_formula(function, label, names, points, shown=""):
    """Call `function` at points (the values of `names`, what must come out, a seed where it draws)
    that were computed from the formula by another path. Raises at the first that differs."""
    shown = shown or function.__name__
    for number, (values, expected, *seed) in enumerate(points, start=1):
        arrays = (np.array(value) if isinstance(value, list) else value for value in values)
        inputs = dict(zip(names.split(), arrays, strict=True))
        given = {**inputs, "rng": np.random.default_rng(*seed)} if seed else inputs
        found = function(**given)
        pairs = zip(found, expected, strict=True) if type(expected) is tuple else [(found, expected)]
        if not all(
            (np.shape(one) == np.shape(wanted) or np.size(one) == np.size(wanted) == 1)
            and np.allclose(one, wanted, rtol=1e-9, atol=1e-12)
            for one, wanted in pairs
        ):
            at = "\n".join(f"    {symbol} = {value!r}" for symbol, value in inputs.items())
            raise AssertionError(
                f"{shown} differs from {label} at point {number} of {len(points)}:\n{at}\n"
                f"    {label} gives {expected!r}\n    {shown} gives {found!r}"
            )
    print(f"{shown} agrees with {label} at {len(points)} of {len(points)} points")


def in_order(function):
    """The formula gives a set: in what order code lists its elements, and as what, says nothing."""

    def called(**inputs):
        return np.sort(np.ravel(list(function(**inputs))))

    return called


def check_gradient(gradient, function, variable, names, points, label):
    """Compare `gradient` at points with central differences of the sum of what `function` gives."""
    for number, values in enumerate(points, start=1):
        arrays = (np.array(value) if isinstance(value, list) else value for value in values)
        inputs = dict(zip(names.split(), arrays, strict=True))
        at = np.asarray(inputs[variable], float)
        wanted = np.zeros_like(at)
        for place in np.ndindex(at.shape):
            step = np.zeros_like(at)
            step[place] = 1e-6 * (1 + abs(at[place]))
            ahead = np.sum(function(**{**inputs, variable: at + step}))
            behind = np.sum(function(**{**inputs, variable: at - step}))
            wanted[place] = (ahead - behind) / (2 * step[place])
        taken = gradient.__code__.co_varnames[: gradient.__code__.co_argcount]
        found = gradient(**{symbol: inputs[symbol] for symbol in taken})
        if not (np.shape(found) == wanted.shape and np.allclose(found, wanted, rtol=1e-5, atol=1e-6)):
            shown = "\n".join(f"    {symbol} = {value!r}" for symbol, value in inputs.items())
            raise AssertionError(
                f"{gradient.__name__} ({label}) differs at point {number} of {len(points)}:\n{shown}\n"
                f"    central differences of {function.__name__} give {wanted!r}\n"
                f"    {gradient.__name__} gives {found!r}"
            )
    print(
        f"{gradient.__name__} agrees with central differences of {function.__name__} "
        f"at {len(points)} of {len(points)} points"
    )


def smooth_probe(*args, tilt=0.0):
    """Stands in for a function that a formula is given; each has its own tilt."""
    return 0.7 + tilt + sum((0.3 + tilt) * k * a + 0.1 * a * a for k, a in enumerate(args, start=1))


def one_at_a_time(function):
    """The formula is elementwise: code for single numbers, or for arrays alone, is as good."""

    def called(**inputs):
        try:
            return function(**inputs)
        except (TypeError, ValueError, AttributeError, IndexError):
            shape = np.broadcast_shapes(*(np.shape(value) for value in inputs.values()))
            if not shape:
                return function(**{name: np.array([value]) for name, value in inputs.items()})
            rows = zip(*(np.broadcast_to(v, shape).ravel() for v in inputs.values()), strict=True)
            return np.reshape([function(**dict(zip(inputs, row, strict=True))) for row in rows], shape)

    return called


def source_of(function: Callable[..., Any]) -> str:
    """A function of this module as a notebook cell holds it."""
    return inspect.getsource(function).strip()
