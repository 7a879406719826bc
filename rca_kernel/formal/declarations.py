"""Shapes that a paper declares, `x \\in \\mathbb{R}^{n \\times d}`, or that a caller gives in `shapes=`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from rca_kernel.errors import FormalError
from rca_kernel.formal.tree import Shape

_REALS = re.compile(r"\\in\s*\{?\s*(?:\\mathbb|\\mathds)\s*\{?\s*R\s*\}?\s*(?:\^\s*(\{[^{}]*\}|\w))?")
_STOPS = re.compile(r"[;$&]|\\\\|\\text\{[^}]*\}|\\q?quad|\\where|\\State|\\Require|\\REQUIRE|\\KwIn|:")
_TIMES = re.compile(r"\\times|×|\bx\b|\*|,")


def shape_of(text: str) -> Shape:
    """`n \\times d` is a matrix, `d` a vector, nothing or 1 a number; more axes are left undecided."""
    inner = text.strip()
    reals = re.fullmatch(r"\\mathbb\s*\{?\s*R\s*\}?\s*(?:\^\s*(.*))?", inner)
    inner = (reals.group(1) or "") if reals else inner
    axes = [a for a in _TIMES.split(inner.strip("{}() ")) if a.strip("{}() ")]
    if len(axes) == 0 or (len(axes) == 1 and axes[0].strip() == "1"):
        return "scalar"
    return "vector" if len(axes) == 1 else "matrix" if len(axes) == 2 else "any"


def declared_shapes(latex: str) -> dict[str, Shape]:
    """Keys of the symbols said to be numbers, vectors or matrices of reals."""
    found: dict[str, Shape] = {}
    for match in _REALS.finditer(latex):
        shape = shape_of(match.group(1) or "")
        head = _STOPS.split(latex[: match.start()])[-1]
        for piece in reversed(head.split(",")):
            keys = symbol_keys(piece.strip().lstrip("([{"))
            if not keys:
                break
            for key in keys:
                if found.setdefault(key, shape) != shape:
                    raise FormalError(
                        "one symbol is declared with two shapes",
                        token=piece.strip(),
                        hint="Keep one of the declarations, or give each its own symbol.",
                    )
    return {key: shape for key, shape in found.items() if shape != "any"}


def given_shapes(shapes: Mapping[str, str]) -> dict[str, Shape]:
    """The `shapes=` of a caller, by symbol key and by name."""
    return {key: shape_of(text) for symbol, text in shapes.items() for key in (*symbol_keys(symbol), symbol)}


def elements_declared(declared: Mapping[str, Shape], arrays: Collection[str]) -> dict[str, Shape]:
    """What elements of arrays are, by `Z_i \\in \\mathbb{R}`, or by `z \\in \\mathbb{R}^n` of the whole."""
    found: dict[str, Shape] = {}
    for stem in arrays:
        one = {shape for key, shape in declared.items() if key.startswith(f"{stem}_{{")} - {"any"}
        if len(one) == 1:
            found[f"{stem}[]"] = one.pop()
        elif declared.get(stem) == "vector":
            found[f"{stem}[]"] = "scalar"
    return found


def symbol_keys(latex: str) -> tuple[str, ...]:
    """The keys by which a symbol given as LaTeX is known in trees."""
    from rca_kernel.formal.lefts import read_left
    from rca_kernel.formal.tokens import tokenize

    try:
        tokens = [t for t in tokenize(latex) if t.kind != "end"]
        return (read_left(tokens, latex).symbol.key,) if tokens else ()
    except FormalError:
        return ()


def by_key(said: Mapping[str, str]) -> dict[str, str]:
    """What is said of symbols given as LaTeX, by the keys that they have in trees."""
    return {key: words for symbol, words in said.items() for key in symbol_keys(symbol)}
