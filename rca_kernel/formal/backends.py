"""Emitted NumPy source carried over to torch, jax.numpy and SymPy, name by name, or refused."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from rca_kernel.errors import FormalError
from rca_kernel.formal.backend_calls import CALLS, SPECIAL
from rca_kernel.formal.translation import Translation

Backend = Literal["numpy", "torch", "jax", "sympy"]
BACKENDS = ("numpy", "torch", "jax", "sympy")
_ALIAS = {"torch": "torch", "jax": "jnp", "sympy": "sympy"}
_SAME = {
    "exp", "log", "log2", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan",
    "sign", "sqrt", "abs", "floor", "ceil", "round", "linalg.inv", "linalg.det", "linalg.norm", "trace",
    "linalg.matrix_power", "diag",
    "arccosh", "arcsinh", "arctanh", "arctan2", "outer", "where", "count_nonzero", "pi", "e", "inf", "nan",
}  # fmt: skip
_JAX = _SAME | {
    "sum", "prod", "max", "min", "mean", "var", "std", "vdot", "maximum", "minimum", "clip", "logaddexp",
    "mod", "concatenate", "array", "asarray", "argsort", "argmax", "argmin", "logaddexp.reduce", "hstack",
    "arange", "eye", "ones", "dot",
}  # fmt: skip
_TORCH = {
    "sum": "sum", "prod": "prod", "max": "amax", "min": "amin", "mean": "mean", "mod": "remainder",
    "concatenate": "cat", "clip": "clamp", "argmax": "argmax", "argmin": "argmin", "var": "var", "std": "std",
    "hstack": "hstack",
}  # fmt: skip
_MATH = {
    "exp": "exp", "log": "log", "log2": "log2", "log10": "log10", "sqrt": "sqrt", "sin": "sin", "cos": "cos",
    "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "abs": "fabs",
    "floor": "floor", "ceil": "ceil",
}  # fmt: skip
_SYMPY = {
    "exp": "exp", "log": "log", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh",
    "tanh": "tanh", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "sign": "sign", "sqrt": "sqrt",
    "abs": "Abs", "floor": "floor", "ceil": "ceiling", "mod": "Mod", "pi": "pi", "e": "E", "inf": "oo",
    "nan": "nan", "maximum": "Max", "minimum": "Min",
}  # fmt: skip


_STACK = {"torch": "stack", "jax": "array"}
_REDUCTIONS = {"sum", "mean", "prod", "max", "min", "argmax", "argmin", "logaddexp.reduce"}


def carried(found: Translation, backend: str) -> Translation:
    """The same function for another library; `FormalError` where something has no counterpart there."""
    if backend == "numpy":
        return found
    if backend not in BACKENDS:
        raise FormalError(
            f"the backend {backend!r} is not available", hint=f"Use one of {', '.join(BACKENDS)}."
        )
    if found.needs_rng:
        raise FormalError("random draws are written for NumPy only", hint="Translate it for NumPy.")
    if found.algorithm is not None and backend == "sympy":
        raise FormalError("algorithms are no SymPy expressions: NumPy only", hint="Translate it for NumPy.")
    if backend == "sympy" and any(r.kind in {"array", "indices", "set"} or r.shape in {"vector", "matrix"}
                                  for r in found.roles):  # fmt: skip
        raise FormalError("SymPy takes formulas over numbers only", hint="Translate it for NumPy.")
    whole = ast.parse(found.source)
    definition = whole.body[0]
    assert isinstance(definition, ast.FunctionDef)
    lines = found.source.splitlines()
    text = definition.body[0]
    head = lines[: text.end_lineno]
    integers = {r.name for r in found.roles if r.kind == "integer"}
    library = Library(backend, integers)
    body = [ast.unparse(ast.fix_missing_locations(library.visit(s))) for s in definition.body[1:]]
    body = [line for part in body for line in part.splitlines() if line != "import math"]
    if library.needs_math:
        body.insert(0, "import math\n")
    source = "\n".join([*head, *(f"    {line}".rstrip() for line in body if line != "import math")]) + "\n"
    return replace(found, source=source, backend=backend)


class Library(ast.NodeTransformer):
    """Replaces `np.name` and its arguments by the counterpart."""

    def __init__(self, backend: str, integers: set[str]) -> None:
        self.backend = backend
        self.alias = _ALIAS[backend]
        self.integers = integers
        self.needs_math = False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        if node.name in SPECIAL["torch"]:
            if node.name not in SPECIAL[self.backend]:
                self._refuse(node.name)
            return ast.parse(SPECIAL[self.backend][node.name]).body[0]
        if node.name in {"factorial", "binom"} or (self.backend == "sympy" and node.name != "sigmoid"):
            if self.backend == "sympy" and node.name in SPECIAL["sympy"]:
                return ast.parse(SPECIAL["sympy"][node.name]).body[0]
            self._refuse(node.name)
        return self.generic_visit(node)

    def visit_For(self, node: ast.For) -> Any:
        if isinstance(node.target, ast.Name) and ast.unparse(node.iter).startswith("range("):
            self.integers = self.integers | {node.target.id}
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        name = _numpy_name(node)
        if name is None:
            if self.backend == "sympy" and node.attr == "T":
                self._refuse("a transpose")
            return self.generic_visit(node)
        return self.named(self._counterpart(name))

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        exact = isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant)
        if self.backend == "sympy" and isinstance(node.op, ast.Div) and exact:
            return ast.Call(self.named("Rational"), [node.left, node.right], [])
        if self.backend == "sympy" and isinstance(node.op, ast.MatMult):
            self._refuse("a matrix product")
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> Any:
        name = _numpy_name(node.func)
        if name is None:
            return self.generic_visit(node)
        special = CALLS.get((self.backend, name))
        whole = name in _SAME and all(map(self._plain, node.args))
        if self.backend == "torch" and not node.keywords and whole:
            return self._number(name, node)
        if name == "mod" and all(map(self._plain, node.args)):
            return ast.BinOp(self.visit(node.args[0]), ast.Mod(), self.visit(node.args[1]))
        node.args = [self.visit(a) for a in node.args]
        if self.backend in _STACK and name in _REDUCTIONS and isinstance(node.args[0], ast.ListComp):
            node.args[0] = ast.Call(self.named(_STACK[self.backend]), [node.args[0]], [])
        if special is not None:
            return special(self, node)
        if self.backend == "torch":
            node.args = [self.tensor(a) for a in node.args] if name in _SAME - {"where"} else node.args
            node.keywords = [self.keyword(k) for k in node.keywords]
            if name in {"var", "std"}:
                node.keywords.append(ast.keyword("correction", ast.Constant(0)))
        node.func = self.named(self._counterpart(name))
        return node

    def _plain(self, node: ast.expr) -> bool:
        """Whether the value is a Python number: constants and whole-number parameters only."""
        if any(isinstance(n, ast.Attribute) and n.attr in {"arange", "eye", "ones"} for n in ast.walk(node)):
            return False
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        return names <= self.integers | {"np", "math", self.alias}

    def _number(self, name: str, node: ast.Call) -> ast.expr:
        """Numbers go through `math`: torch functions take tensors, and would round numbers to float32."""
        if name not in _MATH:
            self._refuse(f"np.{name} of a number")
        self.needs_math = True
        text = (
            ", ".join(ast.unparse(a) for a in node.args).replace("np.pi", "math.pi").replace("np.e", "math.e")
        )
        return ast.parse(f"math.{_MATH[name]}({text})", mode="eval").body

    def tensor(self, argument: ast.expr) -> ast.expr:
        """A number made a tensor where a function needs one."""
        return ast.Call(self.named("as_tensor"), [argument], []) if self._plain(argument) else argument

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        return self.generic_visit(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> Any:
        return self._looped(node)

    def visit_ListComp(self, node: ast.ListComp) -> Any:
        return self._looped(node)

    def _looped(self, node: ast.GeneratorExp | ast.ListComp) -> Any:
        for part in node.generators:
            if isinstance(part.target, ast.Name) and ast.unparse(part.iter).startswith("range("):
                self.integers = self.integers | {part.target.id}
        return self.generic_visit(node)

    def keyword(self, keyword: ast.keyword) -> ast.keyword:
        return ast.keyword(
            {"axis": "dim", "keepdims": "keepdim"}.get(keyword.arg or "", keyword.arg), keyword.value
        )

    def _counterpart(self, name: str) -> str:
        tables: Mapping[str, Mapping[str, str]] = {
            "torch": {**{n: n for n in _SAME}, **_TORCH},
            "jax": {n: n for n in _JAX},
            "sympy": _SYMPY,
        }
        if name not in tables[self.backend]:
            self._refuse(f"np.{name}")
        return tables[self.backend][name]

    def named(self, name: str) -> ast.expr:
        return ast.parse(f"{self.alias}.{name}", mode="eval").body

    def _refuse(self, what: str) -> None:
        raise FormalError(f"{what} has no counterpart in {self.backend}", hint="Translate it for NumPy.")


def _numpy_name(node: ast.expr) -> str | None:
    """`np.linalg.norm` as "linalg.norm"."""
    text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
    return text[3:] if text.startswith("np.") and text.replace(".", "").replace("_", "").isalnum() else None
