"""Expressions as NumPy source, with the parentheses that precedence asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rca_kernel.errors import FormalError
from rca_kernel.formal.emit_calls import call_text
from rca_kernel.formal.emit_elements import Slice, element_text
from rca_kernel.formal.emit_sums import reduction_text
from rca_kernel.formal.numpy_names import DRAWS, HELPERS
from rca_kernel.formal.places import is_atom, is_convolution, may_be_negative
from rca_kernel.formal.precedence import ATOM, LEVELS, POWER, PRODUCT, SUM, UNARY
from rca_kernel.formal.symbols import NameTable
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
    Neg,
    Norm,
    Number,
    Product,
    Reduce,
    Rows,
    Sample,
    Shape,
    Symbol,
    Transpose,
)


@dataclass(slots=True)
class Emitter:
    """Prints expressions; `helpers` collects the small functions that the code needs."""

    table: NameTable
    helpers: list[str] = field(default_factory=list)
    needs_rng: bool = False
    needs_shape: bool = False
    elements: Mapping[str, Shape] = field(default_factory=dict)
    slices: dict[str, Slice] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)

    def text(self, node: Expr, level: int = 0) -> str:
        """Source of `node`, in parentheses where its precedence is below `level`."""
        source, own = self._print(node)
        return f"({source})" if own < level else source

    def _print(self, node: Expr) -> tuple[str, int]:
        match node:
            case Number(text):
                return text.lstrip("0") if text.strip("0") and text[0] == "0" and text[
                    1:2
                ].isdigit() else text, ATOM
            case Constant(name):
                return f"np.{name}", ATOM
            case Symbol():
                return self.ranges.get(node.key) or self.table.name(node), ATOM
            case Index():
                return element_text(self, node), ATOM
            case Neg(body):
                return self._negative(body), UNARY if is_atom(body) else SUM
            case Binary():
                return self._binary(node)
            case Call():
                return call_text(self, node)
            case Apply(function, args):
                return f"{self.table.name(function)}({self.list(args)})", ATOM
            case Reduce():
                return reduction_text(self, node)
            case Norm():
                return self._norm(node)
            case Transpose(body):
                return f"{self.text(body, ATOM)}.T", ATOM
            case Compare() | Logic():
                return self.condition(node), 0
            case Indicator(condition):
                return f"np.where({self.condition(condition)}, 1.0, 0.0)", ATOM
            case Cases():
                return self._cases(node), ATOM
            case Concat(parts, stacked):
                return self._concatenated(parts, -2 if stacked else -1), ATOM
            case Rows(rows):
                return f"np.array([{', '.join(f'[{self.list(r)}]' for r in rows)}])", ATOM
            case Sample():
                return self._sample(node), ATOM
            case Product():
                raise FormalError("a product was not resolved", position=node.position)

    def list(self, nodes: tuple[Expr, ...]) -> str:
        return ", ".join(self.text(n) for n in nodes)

    def _concatenated(self, parts: tuple[Expr, ...], axis: int) -> str:
        """Parts side by side; a listing `h_1, \\ldots, h_n` gives one part for each element."""
        if len(parts) == 1 and isinstance(parts[0], Reduce):
            return f"np.concatenate({self.text(parts[0])}, axis={axis})"
        return f"np.concatenate([{self.list(parts)}], axis={axis})"

    def _binary(self, node: Binary) -> tuple[str, int]:
        if node.op == "outer":
            return f"np.outer({self.text(node.left)}, {self.text(node.right)})", ATOM
        if node.op == "inner":
            return f"np.vdot({self.text(node.left)}, {self.text(node.right)})", ATOM
        if node.op == "%":
            return f"np.mod({self.text(node.left)}, {self.text(node.right)})", ATOM
        if node.op == "^":
            return self._power(node)
        if node.op == "@" and is_convolution(node):
            return f"np.dot({self.text(node.left)}, {self.text(node.right)})", ATOM
        level = LEVELS[node.op]
        left, right = self.text(node.left, level), self.text(node.right, level + 1)
        return f"{left} {node.op} {right}", level

    def _negative(self, body: Expr) -> str:
        """A spaced power right after the minus is put in parentheses, as black does."""
        source, first = self.text(body, PRODUCT), body
        while isinstance(first, Binary) and first.op in {"*", "/", "@"}:
            first = first.left
        if isinstance(first, Binary) and first.op == "^":
            power = self.text(first)
            if " ** " in power and source.startswith(power) and not power.startswith("np.exp("):
                return f"-({power}){source[len(power) :]}"
        return f"-{source}"

    def _power(self, node: Binary) -> tuple[str, int]:
        if node.left == Constant("e"):
            return f"np.exp({self.text(node.right)})", ATOM
        if node.right == Binary("/", Number("1"), Number("2")):
            return f"np.sqrt({self.text(node.left)})", ATOM
        base, exponent = self.text(node.left, ATOM), self.text(node.right, UNARY)
        if isinstance(node.right, Neg) and isinstance(node.right.body, Number):
            exponent = f"{exponent}.0" if node.right.body.text.isdigit() else exponent
        elif may_be_negative(node.right):
            base = f"np.float64({base})" if isinstance(node.left, Number) else f"np.asarray({base}, float)"
        simple = all(re.fullmatch(r"-?[\w.]+", t) for t in (base, exponent))
        spaced = "**" if simple else " ** "
        return f"{base}{spaced}{exponent}", POWER

    def help(self, name: str) -> None:
        if name not in HELPERS:
            raise FormalError(f"the function {name} is not known here")
        if name not in self.helpers:
            self.helpers.append(name)

    def array(self, node: Index) -> str:
        """The name of the array of an element."""
        return self.table.named(node.array.stem, node.array.stem_names)

    def _norm(self, node: Norm) -> tuple[str, int]:
        body = self.text(node.body)
        match node.order:
            case "two":
                return f"np.linalg.norm({body})", ATOM
            case "fro":
                return f"np.linalg.norm({body})", ATOM
            case "one":
                return f"np.sum(np.abs({body}))", ATOM
            case "inf":
                return f"np.max(np.abs({body}))", ATOM
            case "zero":
                return f"np.count_nonzero({body})", ATOM
            case order:
                p = self.text(order, ATOM)
                return f"np.sum(np.abs({body}) ** {p}) ** (1 / {p})", POWER

    def condition(self, node: Expr) -> str:
        if isinstance(node, Call) and node.function == "member":
            return f"{self.text(node.args[0], SUM)} in {self.text(node.args[1], SUM)}"
        if isinstance(node, Logic) and node.op == "not":
            return self.condition(node.args[0]).replace(" in ", " not in ", 1)
        if isinstance(node, Logic):
            mark = {"and": " & ", "or": " | "}[node.op]
            return mark.join(f"({self.condition(a)})" for a in node.args)
        if not isinstance(node, Compare):
            return self.text(node)
        pairs = [
            f"{self.text(left, SUM)} {op} {self.text(right, SUM)}"
            for left, op, right in zip(node.operands, node.ops, node.operands[1:], strict=False)
        ]
        return pairs[0] if len(pairs) == 1 else " & ".join(f"({p})" for p in pairs)

    def _cases(self, node: Cases) -> str:
        branches, otherwise = node.branches, node.otherwise
        if (
            len(branches) == 2
            and _are_opposite(branches[0][0], branches[-1][0])
            and otherwise == Constant("nan")
        ):
            branches, otherwise = branches[:1], branches[-1][1]
        source = self.text(otherwise)
        for condition, value in reversed(branches):
            source = f"np.where({self.condition(condition)}, {self.text(value)}, {source})"
        return source

    def _sample(self, node: Sample) -> str:
        self.needs_rng = True
        if node.distribution == "categorical":
            self.help("categorical")
        self.needs_shape = self.needs_shape or node.distribution == "standard"
        source = DRAWS[node.distribution](*(self.text(a) for a in node.args))
        return source.replace("np.sqrt(1) * ", "")


_OPPOSITE = {("<", ">="), (">=", "<"), (">", "<="), ("<=", ">"), ("==", "!="), ("!=", "==")}


def _are_opposite(one: Expr, other: Expr) -> bool:
    """`x > 0` and `x \\le 0`: the second is what is left."""
    if not (isinstance(one, Compare) and isinstance(other, Compare) and one.operands == other.operands):
        return False
    return len(one.ops) == 1 and (one.ops + other.ops) in _OPPOSITE
