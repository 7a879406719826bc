"""Known functions as NumPy source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.formal.emit_elements import span_text
from rca_kernel.formal.emit_sums import terms_text
from rca_kernel.formal.numpy_names import PLAIN, SETS
from rca_kernel.formal.places import shifted
from rca_kernel.formal.precedence import ATOM, PRODUCT, SUM
from rca_kernel.formal.tree import Call, Expr, Reduce, Symbol, Transpose

if TYPE_CHECKING:
    from rca_kernel.formal.emit_numpy import Emitter


def call_text(emitter: Emitter, node: Call) -> tuple[str, int]:
    """Source of a call and how tightly it binds."""
    name, args = node.function, node.args
    if name in PLAIN:
        return f"{PLAIN[name]}({emitter.list(args)})", ATOM
    match name:
        case "max" | "min":
            return _extreme(emitter, name, args), ATOM
        case "member":
            return emitter.condition(node), 0
        case "argmax" | "argmin":
            return f"np.{name}({emitter.text(args[0])}) + 1", SUM
        case "argsort":
            return f'np.argsort({emitter.text(args[0])}, kind="stable") + 1', SUM
        case "relu":
            return f"np.maximum({emitter.text(args[0])}, 0)", ATOM
        case "logsumexp" if isinstance(args[0], Reduce):
            return f"np.logaddexp.reduce({terms_text(emitter, args[0])})", ATOM
        case "softplus":
            return f"np.logaddexp(0, {emitter.text(args[0])})", ATOM
        case "silu":
            body = emitter.text(args[0], PRODUCT)
            emitter.help("sigmoid")
            return f"{body} * sigmoid({emitter.text(args[0])})", PRODUCT
        case "leading":
            return f"{emitter.text(args[0], ATOM)}{span_text('', emitter.text(args[1]))}", ATOM
        case "item":
            places = ", ".join(emitter.text(shifted(a, 1)) for a in args[1:])
            return f"{emitter.text(args[0], ATOM)}[{places}]", ATOM
        case "diagonal_density" | "log_diagonal_density":
            one = name.replace("diagonal", "normal")
            emitter.help(one)
            return f"np.{'sum' if name[:3] == 'log' else 'prod'}({one}({emitter.list(args)}))", ATOM
        case "eye":
            return f"np.eye({length_text(emitter, args[0])})", ATOM
        case "ones":
            size = length_text(emitter, args[0])
            return f"np.ones(({size}, {size}))", ATOM
        case "ones_vector" | "zeros_vector":
            return f"np.{name.partition('_')[0]}({length_text(emitter, args[0])})", ATOM
        case "sum_rows" | "sum_columns":
            return f"np.sum({emitter.text(args[0])}, axis={1 if name == 'sum_rows' else 0})", ATOM
    if name in SETS:
        return f"set({emitter.text(args[0])}) {SETS[name]} set({emitter.text(args[1])})", 0
    emitter.help(name)
    return f"{name}({emitter.list(args)})", ATOM


def _extreme(emitter: Emitter, name: str, args: tuple[Expr, ...]) -> str:
    source = emitter.text(args[0])
    if len(args) == 1:
        return f"np.{name}({source})"
    for other in args[1:]:
        source = f"np.{name}imum({source}, {emitter.text(other)})"
    return source


def length_text(emitter: Emitter, node: Expr) -> str:
    """How many rows an array has, or the number itself."""
    match node:
        case Call(function="size", args=(size,)):
            return emitter.text(size)
        case Call(function="shape"):
            emitter.needs_shape = True
            return "shape"
        case Call(function="columns", args=(array,)):
            return f"{emitter.text(array, ATOM)}.shape[-1]"
        case Call(function="rows", args=(array,)):
            return f"len({emitter.text(array)})"
    if isinstance(node, Transpose) and isinstance(node.body, Symbol):
        return f"{emitter.text(node.body)}.shape[1]"
    return f"len({emitter.text(node)})"
