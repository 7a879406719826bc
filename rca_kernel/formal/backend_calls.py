"""NumPy calls that other libraries write in another form."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rca_kernel.formal.backends import Library


def _is_constant(node: ast.expr) -> bool:
    return not any(isinstance(n, ast.Name) and n.id != "np" for n in ast.walk(node))


def _extreme(library: Library, node: ast.Call) -> ast.expr:
    """`maximum(1, x)` is a clamp in torch, which takes two tensors otherwise."""
    assert isinstance(node.func, ast.Attribute)
    larger = node.func.attr == "maximum"
    left, right = node.args
    for bound, value in ((left, right), (right, left)):
        if _is_constant(bound) and not _is_constant(value):
            limit = ast.keyword("min" if larger else "max", bound)
            return ast.Call(library.named("clamp"), [library.tensor(value)], [limit])
    both = [library.tensor(left), library.tensor(right)]
    return ast.Call(library.named("maximum" if larger else "minimum"), both, [])


def _summed(library: Library, node: ast.Call) -> ast.expr:
    return ast.Call(library.named("sum"), [ast.BinOp(node.args[0], ast.Mult(), node.args[1])], [])


def _multiplied(library: Library, node: ast.Call) -> ast.expr:
    """`np.dot` of a matrix and a vector."""
    return ast.BinOp(node.args[0], ast.MatMult(), node.args[1])


def _stacked(library: Library, node: ast.Call) -> ast.expr:
    if isinstance(node.args[0], ast.List):
        rows = [
            ast.Call(library.named("stack"), [row], []) if isinstance(row, ast.List) else row
            for row in node.args[0].elts
        ]
        return ast.Call(library.named("stack"), [ast.List(rows)], [])
    return ast.Call(library.named("stack"), node.args, [])


def _log_of_sum(library: Library, node: ast.Call) -> ast.expr:
    """`np.logaddexp.reduce`, over the first axis where none is said."""
    axis = next((k.value for k in node.keywords if k.arg == "axis"), ast.Constant(0))
    kept = [ast.keyword("keepdim", k.value) for k in node.keywords if k.arg == "keepdims"]
    return ast.Call(library.named("logsumexp"), [node.args[0], axis], kept)


def _chosen(library: Library, node: ast.Call) -> ast.expr:
    """An indicator in double precision: numbers alone would be single."""
    call = ast.Call(library.named("where"), node.args, [])
    numbers = all(isinstance(a, ast.Constant) for a in node.args[1:])
    return ast.Call(ast.Attribute(call, "double"), [], []) if numbers else call


def _sorted(library: Library, node: ast.Call) -> ast.expr:
    stays = ast.keyword("stable", ast.Constant(True))
    return ast.Call(library.named("argsort"), node.args, [stays])


def _joined(library: Library, node: ast.Call) -> ast.expr:
    """`torch.cat` takes a tuple of tensors, not one of them."""
    parts = node.args[0]
    if not isinstance(parts, ast.List | ast.ListComp):
        parts = ast.Call(ast.Name("tuple"), [parts], [])
    return ast.Call(library.named("cat"), [parts], [library.keyword(k) for k in node.keywords])


def _logaddexp(library: Library, node: ast.Call) -> ast.expr:
    if ast.unparse(node.args[0]) != "0":
        return ast.Call(library.named("logaddexp"), [library.tensor(a) for a in node.args], [])
    zeros = ast.Call(library.named("zeros_like"), [node.args[1]], [])
    return ast.Call(library.named("logaddexp"), [zeros, node.args[1]], [])


def _float(library: Library, node: ast.Call) -> ast.expr:
    return ast.BinOp(node.args[0], ast.Mult(), ast.Constant(1.0))


def _double(library: Library, node: ast.Call) -> ast.expr:
    """New tensors in double precision: the default is single."""
    name = ast.unparse(node.func).rpartition(".")[2]
    return ast.Call(library.named(name), node.args, [ast.keyword("dtype", library.named("float64"))])


def _piecewise(library: Library, node: ast.Call) -> ast.expr:
    condition, yes, no = node.args
    pairs = [ast.Tuple([yes, condition]), ast.Tuple([no, ast.Constant(True)])]
    return ast.Call(library.named("Piecewise"), list(pairs), [])


def _softened(library: Library, node: ast.Call) -> ast.expr:
    one = ast.BinOp(ast.Constant(1), ast.Add(), ast.Call(library.named("exp"), [node.args[1]], []))
    return ast.Call(library.named("log"), [one], [])


CALLS: dict[tuple[str, str], Callable[[Library, ast.Call], ast.expr]] = {
    ("torch", "maximum"): _extreme, ("torch", "minimum"): _extreme, ("torch", "vdot"): _summed,
    ("torch", "array"): _stacked, ("torch", "logaddexp"): _logaddexp,
    ("torch", "logaddexp.reduce"): _log_of_sum, ("torch", "concatenate"): _joined,
    ("torch", "where"): _chosen, ("torch", "arange"): _double, ("torch", "eye"): _double,
    ("torch", "ones"): _double,
    ("torch", "argsort"): _sorted, ("jax", "argsort"): _sorted, ("torch", "asarray"): _float,
    ("torch", "float64"): _float, ("jax", "float64"): _float, ("sympy", "asarray"): lambda _, n: n.args[0],
    ("sympy", "float64"): lambda _, n: n.args[0], ("sympy", "where"): _piecewise,
    ("sympy", "logaddexp"): _softened, ("torch", "dot"): _multiplied, ("sympy", "dot"): _multiplied,
}  # fmt: skip
_ROOT = ("def fractional_power(a, p):\n    w, v = {0}.linalg.eig(a)\n"
         "    return {0}.real((v * w**p) @ {0}.linalg.inv(v))")  # fmt: skip
SPECIAL: dict[str, dict[str, str]] = {
    "torch": {"erf": "def erf(z):\n    return torch.erf(z)",
              "gelu": "def gelu(z):\n    return z * (1 + torch.erf(z / 2**0.5)) / 2",
              "gamma": "def gamma(z):\n    return torch.exp(torch.lgamma(torch.as_tensor(z)))",
              "log_gamma": "def log_gamma(z):\n    return torch.lgamma(torch.as_tensor(z))",
              "fractional_power": _ROOT.format("torch")},
    "jax": {"erf": "def erf(z):\n    return jax.scipy.special.erf(z)",
            "gelu": "def gelu(z):\n    return z * (1 + jax.scipy.special.erf(z / 2**0.5)) / 2",
            "gamma": "def gamma(z):\n    return jax.scipy.special.gamma(z)",
            "log_gamma": "def log_gamma(z):\n    return jax.scipy.special.gammaln(z)",
            "fractional_power": _ROOT.format("jnp")},
    "sympy": {"erf": "def erf(z):\n    return sympy.erf(z)",
              "gelu": "def gelu(z):\n    return z * (1 + sympy.erf(z / sympy.sqrt(2))) / 2",
              "gamma": "def gamma(z):\n    return sympy.gamma(z)",
              "log_gamma": "def log_gamma(z):\n    return sympy.loggamma(z)",
              "factorial": "def factorial(n):\n    return sympy.factorial(n)",
              "binom": "def binom(n, k):\n    return sympy.binomial(n, k)"},
}  # fmt: skip
