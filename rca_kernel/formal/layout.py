"""Laying out a Python function: signature, docstring, lines that fit."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from rca_kernel.errors import FormalError
from rca_kernel.formal.declarations import symbol_keys
from rca_kernel.formal.numpy_names import HELPERS
from rca_kernel.formal.translation import Role
from rca_kernel.formal.wrapping import WIDTH, wrapped


def function_source(
    name: str, roles: Sequence[Role], defaults: Mapping[str, Any], docstring: str, helpers: Sequence[str],
    body: Sequence[str],
) -> str:  # fmt: skip
    """One complete `def`; parameters without defaults come first."""
    lines = [signature(name, roles, defaults), textwrap.indent(docstring, "    ")]
    if any("math." in HELPERS[h] for h in helpers):
        lines.append("    import math\n")
    elif helpers:
        lines.append("")
    lines += [textwrap.indent(HELPERS[h], "    ") for h in helpers]
    lines += [textwrap.indent(line, "    ") for line in body]
    return "\n".join(lines) + "\n"


def signature(name: str, roles: Sequence[Role], defaults: Mapping[str, Any]) -> str:
    """`def name(a, b, c=0.1):`, one parameter a line where it does not fit."""
    parts = [r.name for r in ordered(roles, defaults) if r.name not in defaults]
    parts += [f"{r.name}={literal(defaults[r.name])}" for r in ordered(roles, defaults) if r.name in defaults]
    line = f"def {name}({', '.join(parts)}):"
    if len(line) <= WIDTH:
        return line
    inner = "    " + ", ".join(parts)
    if len(inner) <= WIDTH:
        return f"def {name}(\n{inner}\n):"
    return f"def {name}(\n" + "".join(f"    {p},\n" for p in parts) + "):"


def ordered(roles: Sequence[Role], defaults: Mapping[str, Any]) -> list[Role]:
    """Values first, then functions and the generator; those with defaults last."""
    late = {"callable": 1, "rng": 2, "shape": 2, "optional": 3}
    return sorted(roles, key=lambda r: (r.name in defaults, late.get(r.kind, 0)))


def literal(value: Any) -> str:
    """A default as source: numbers, booleans, None, and lists of them."""
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        inner = ", ".join(literal(v) for v in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    raise FormalError(f"a default of type {type(value).__name__} cannot be written in a signature",
                      hint="Give a number, None, or a list of numbers.")  # fmt: skip


def docstring_source(
    title: str, latex: str, roles: Sequence[Role], notes: Sequence[str], meanings: Mapping[str, str]
) -> str:
    """The docstring: what, LaTeX, each symbol and its meaning (by key), conventions."""
    parts = [title, ""]
    for line in latex.strip().splitlines():
        parts += textwrap.wrap(line, 80, initial_indent="    ", subsequent_indent="    ",
                               break_long_words=False, break_on_hyphens=False)  # fmt: skip
    if roles:
        parts += ["", "Parameters"]
        for role in roles:
            line = f"{role.name}: {describe(role, _meaning(role, meanings))}"
            parts += textwrap.wrap(line, 80, initial_indent="    ", subsequent_indent="        ",
                                   break_long_words=False, break_on_hyphens=False)  # fmt: skip
    if notes:
        parts.append("")
        for note in notes:
            parts += textwrap.wrap(note, 84, break_long_words=False, break_on_hyphens=False)
    text = "\n".join(parts).rstrip()
    text = re.sub(r"[^\x20-\x7e\n\u00a0-\uffff]", " ", text.replace('"', "''"))
    mark = "r" if "\\" in text else ""
    return f'{mark}"""{text}\n"""'


def _meaning(role: Role, meanings: Mapping[str, str]) -> str:
    keys = symbol_keys(role.latex) if meanings else ()
    return next((meanings[key] for key in keys if key in meanings), "")


def describe(role: Role, meaning: str) -> str:
    """One line on a parameter: symbol, meaning, what to pass."""
    kinds = {"array": "array, indexed in the formula",
             "indices": "array of indices, counted as in the paper",
             "integer": "integer", "set": "collection",
             "callable": "function", "shape": "shape of the values", "rng": "numpy.random.Generator",
             "value": "", "optional": ""}  # fmt: skip
    shape = {"vector": "vector", "matrix": "matrix"}.get(role.shape, "") if role.kind == "value" else ""
    symbol = f"`{role.latex}`" if role.latex and f"\u201c{role.latex}\u201d" not in role.note else ""
    words = ", ".join(w for w in (symbol, kinds[role.kind], shape, role.note or meaning) if w)
    return words.replace("function, of", "function of")


def statement_lines(head: str, expression: str, indent: int = 4) -> list[str]:
    """`head expression`, broken where it is too long."""
    return wrapped(head, expression, indent)
