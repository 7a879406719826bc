"""What a variable is, without running any code of the user's: no repr of theirs, no property, no dump.

This file's own source is sent to kernels of other processes: it uses the standard library alone.
"""

from __future__ import annotations

import ast
import json
from typing import Any

SUMMARY = 300
SAMPLE = 100_000
ENTRIES = 6
SCALARS = (int, float, complex, bool, type(None), range)


def describe(namespace: dict[str, Any], paths: list[str]) -> str:
    """JSON: one list [name, type, shape, dtype, summary] for each of `paths` ("x", "p['w']", "a.b[0]") that
    is there. Only dict, list and tuple are indexed, only instance dictionaries looked into."""
    found = []
    for path in paths:
        try:
            value = _reached(namespace, path)
        except (LookupError, TypeError, ValueError, SyntaxError, AttributeError):
            continue
        found.append([path, _kind(value), _shape(value), _dtype(value), _summary(value)[:SUMMARY]])
    return json.dumps(found)


def _reached(namespace: dict[str, Any], path: str) -> Any:
    return _follow(namespace, ast.parse(path, mode="eval").body)


def _follow(namespace: dict[str, Any], node: ast.expr) -> Any:
    if isinstance(node, ast.Name):
        return namespace[node.id]
    if isinstance(node, ast.Attribute):
        return object.__getattribute__(_follow(namespace, node.value), "__dict__")[node.attr]
    if isinstance(node, ast.Subscript):
        held = _follow(namespace, node.value)
        if type(held) not in (dict, list, tuple):
            raise TypeError("only dict, list and tuple are indexed")
        return held[ast.literal_eval(node.slice)]
    raise ValueError("no path")


def _kind(value: Any) -> str:
    kind = type(value)
    module = str(kind.__module__).partition(".")[0]
    return kind.__name__ if module in ("builtins", "__main__") else module + "." + kind.__name__


def _is_array(value: Any) -> bool:
    return any(k.__module__ == "numpy" and k.__name__ in ("ndarray", "generic") for k in type(value).__mro__)


def _is_known(value: Any) -> bool:
    """Types of well-known libraries, whose shape and dtype are cheap and safe to ask for."""
    return str(type(value).__module__).split(".")[0] in ("numpy", "torch", "pandas", "jax", "jaxlib")


def _shape(value: Any) -> str:
    if _is_known(value):
        try:
            return "(" + ", ".join(str(int(n)) for n in value.shape) + ")"
        except Exception:  # noqa: BLE001 - whatever a library raises, it is not described
            return ""
    if type(value) in (list, tuple, dict, set, frozenset, str, bytes, range):
        return "len " + str(len(value))
    return ""


def _dtype(value: Any) -> str:
    if _is_known(value):
        try:
            return str(value.dtype)[:40]
        except Exception:  # noqa: BLE001 - whatever a library raises, it is not described
            return ""
    return ""


def _summary(value: Any, depth: int = 0) -> str:
    kind = type(value)
    if kind is str:
        return json.dumps(value[:120]) + (" …" if len(value) > 120 else "")
    if kind is bytes:
        return "bytes"
    if kind is int and value.bit_length() > 400:
        return "an integer of " + str(value.bit_length()) + " bits"
    if kind in SCALARS:
        return repr(value)
    if _is_array(value):
        return _array(value)
    if kind in (list, tuple, set, frozenset):
        return _items(value, depth)
    if kind is dict:
        return _entries(value, depth)
    if kind.__name__ == "function":
        return "def " + str(value.__name__) + _signature(value)
    held = kind.__dict__.get("__dict__") is not None and object.__getattribute__(value, "__dict__")
    if type(held) is dict and held and depth < 1:
        return "fields " + ", ".join(str(name) + ": " + _kind(held[name]) for name in list(held)[:12])
    return ""


def _signature(value: Any) -> str:
    code = value.__code__
    return "(" + ", ".join(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]) + ")"


def _items(value: Any, depth: int) -> str:
    shown: list[str] = []
    for item in value:
        if len(shown) == ENTRIES:
            break
        shown.append(_short(item, depth))
    return "[" + ", ".join(shown) + (", …]" if len(value) > len(shown) else "]")


def _entries(value: Any, depth: int) -> str:
    shown: list[str] = []
    for key in value:
        if len(shown) == ENTRIES:
            break
        name = repr(key)[:40] if type(key) in (str, int, bool) else _kind(key)
        shown.append(name + ": " + _short(value[key], depth))
    return "{" + ", ".join(shown) + (", …}" if len(value) > len(shown) else "}")


def _short(item: Any, depth: int) -> str:
    if type(item) in SCALARS or type(item) is str:
        return _summary(item)[:60]
    return (
        _kind(item) + " " + (_shape(item) or (_summary(item, depth + 1)[:80] if depth < 1 else ""))
    ).strip()


def _array(value: Any) -> str:
    """Values of a small array; minimum, mean, maximum and what is not finite of a larger one."""
    try:
        import numpy as np

        if type(value).__module__ != "numpy" and not isinstance(value, np.generic):
            return ""  # a subclass of the user's
        if value.size <= 8:
            return (
                str(np.array2string(value, precision=6, threshold=16)) if value.dtype.kind in "biufc" else ""
            )
        if value.dtype.kind not in "biuf":
            return ""
        flat = value.reshape(-1) if value.flags["C_CONTIGUOUS"] else value.ravel()
        step = max(1, flat.size // SAMPLE)
        part = flat[::step].astype(float)
        finite = part[np.isfinite(part)]
        said = "all not finite"
        if finite.size:
            said = f"min {finite.min():.6g}, mean {finite.mean():.6g}, max {finite.max():.6g}"
            said += f", {part.size - finite.size} not finite" if finite.size < part.size else ""
        return said + (f" (of every {step}th value)" if step > 1 else "")
    except Exception:  # noqa: BLE001 - as above
        return ""
