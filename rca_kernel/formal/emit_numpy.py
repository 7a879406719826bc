"""Expressions as NumPy source, with the parentheses that precedence asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rca_kernel.errors import FormalError
from rca_kernel.formal.indexing import whole_array
from rca_kernel.formal.numpy_names import DRAWS, HELPERS, PLAIN, SETS
from rca_kernel.formal.places import is_atom, may_be_negative, plus_one, shifted
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
    Members,
    Neg,
    Norm,
    Number,
    Product,
    Reduce,
    Rows,
    Sample,
    Span,
    Symbol,
    Transpose,
    walk,
)
from rca_kernel.formal.vectorise import vectorised_axes

_SUM, _PRODUCT, _UNARY, _POWER, _ATOM = 1, 2, 3, 4, 5
_LEVELS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "@": _PRODUCT, "%": _PRODUCT, "^": _POWER}


@dataclass(slots=True)
class Emitter:
    """Prints expressions; `helpers` collects the small functions that the code needs."""

    table: NameTable
    helpers: list[str] = field(default_factory=list)
    needs_rng: bool = False
    needs_shape: bool = False
    slices: dict[str, Span] = field(default_factory=dict)

    def text(self, node: Expr, level: int = 0) -> str:
        """Source of `node`, in parentheses where its precedence is below `level`."""
        source, own = self._print(node)
        return f"({source})" if own < level else source

    def _print(self, node: Expr) -> tuple[str, int]:
        match node:
            case Number(text):
                return text.lstrip("0") if text.strip("0") and text[0] == "0" and text[
                    1:2
                ].isdigit() else text, _ATOM
            case Constant(name):
                return f"np.{name}", _ATOM
            case Symbol():
                return self.table.name(node), _ATOM
            case Index():
                return self._index(node), _ATOM
            case Neg(body):
                return self._negative(body), _UNARY if is_atom(body) else _SUM
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node)
            case Apply(function, args):
                return f"{self.table.name(function)}({self._list(args)})", _ATOM
            case Reduce():
                return self._reduce(node), _SUM if node.kind in {"list", "argmax", "argmin"} else _ATOM
            case Norm():
                return self._norm(node)
            case Transpose(body):
                return f"{self.text(body, _ATOM)}.T", _ATOM
            case Compare() | Logic():
                return self._condition(node), 0
            case Indicator(condition):
                return f"np.where({self._condition(condition)}, 1.0, 0.0)", _ATOM
            case Cases():
                return self._cases(node), _ATOM
            case Concat(parts, stacked):
                return self._concatenated(parts, -2 if stacked else -1), _ATOM
            case Rows(rows):
                return f"np.array([{', '.join(f'[{self._list(r)}]' for r in rows)}])", _ATOM
            case Sample():
                return self._sample(node), _ATOM
            case Product():
                raise FormalError("a product was not resolved", position=node.position)

    def _list(self, nodes: tuple[Expr, ...]) -> str:
        return ", ".join(self.text(n) for n in nodes)

    def _concatenated(self, parts: tuple[Expr, ...], axis: int) -> str:
        """Parts side by side; a listing `h_1, \\ldots, h_n` gives one part for each element."""
        if len(parts) == 1 and isinstance(parts[0], Reduce):
            return f"np.concatenate({self.text(parts[0])}, axis={axis})"
        return f"np.concatenate([{self._list(parts)}], axis={axis})"

    def _binary(self, node: Binary) -> tuple[str, int]:
        if node.op == "outer":
            return f"np.outer({self.text(node.left)}, {self.text(node.right)})", _ATOM
        if node.op == "inner":
            return f"np.vdot({self.text(node.left)}, {self.text(node.right)})", _ATOM
        if node.op == "%":
            return f"np.mod({self.text(node.left)}, {self.text(node.right)})", _ATOM
        if node.op == "^":
            return self._power(node)
        level = _LEVELS[node.op]
        left, right = self.text(node.left, level), self.text(node.right, level + 1)
        return f"{left} {node.op} {right}", level

    def _negative(self, body: Expr) -> str:
        """A spaced power right after the minus is put in parentheses, as black does."""
        source, first = self.text(body, _PRODUCT), body
        while isinstance(first, Binary) and first.op in {"*", "/", "@"}:
            first = first.left
        if isinstance(first, Binary) and first.op == "^":
            power = self.text(first)
            if " ** " in power and source.startswith(power) and not power.startswith("np.exp("):
                return f"-({power}){source[len(power) :]}"
        return f"-{source}"

    def _power(self, node: Binary) -> tuple[str, int]:
        if node.left == Constant("e"):
            return f"np.exp({self.text(node.right)})", _ATOM
        if node.right == Binary("/", Number("1"), Number("2")):
            return f"np.sqrt({self.text(node.left)})", _ATOM
        base, exponent = self.text(node.left, _ATOM), self.text(node.right, _UNARY)
        if isinstance(node.right, Neg) and isinstance(node.right.body, Number):
            exponent = f"{exponent}.0" if node.right.body.text.isdigit() else exponent
        elif may_be_negative(node.right):
            base = f"np.float64({base})" if isinstance(node.left, Number) else f"np.asarray({base}, float)"
        simple = all(re.fullmatch(r"-?[\w.]+", t) for t in (base, exponent))
        spaced = "**" if simple else " ** "
        return f"{base}{spaced}{exponent}", _POWER

    def _call(self, node: Call) -> tuple[str, int]:
        name, args = node.function, node.args
        if name in PLAIN:
            return f"{PLAIN[name]}({self._list(args)})", _ATOM
        if name in {"max", "min"} and len(args) == 1:
            return f"np.{name}({self.text(args[0])})", _ATOM
        if name in {"max", "min"}:
            source = self.text(args[0])
            for other in args[1:]:
                source = f"np.{name}imum({source}, {self.text(other)})"
            return source, _ATOM
        if name == "member":
            return self._condition(node), 0
        if name in SETS:
            return f"set({self.text(args[0])}) {SETS[name]} set({self.text(args[1])})", 0
        if name == "argsort":
            return f'np.argsort({self.text(args[0])}, kind="stable") + 1', _SUM
        if name == "relu":
            return f"np.maximum({self.text(args[0])}, 0)", _ATOM
        if name == "logsumexp" and isinstance(args[0], Reduce):
            return f"np.logaddexp.reduce({self._terms(args[0])})", _ATOM
        if name == "softplus":
            return f"np.logaddexp(0, {self.text(args[0])})", _ATOM
        if name == "silu":
            body = self.text(args[0], _PRODUCT)
            self._help("sigmoid")
            return f"{body} * sigmoid({self.text(args[0])})", _PRODUCT
        self._help(name)
        return f"{name}({self._list(args)})", _ATOM

    def _help(self, name: str) -> None:
        if name not in HELPERS:
            raise FormalError(f"the function {name} is not known here")
        if name not in self.helpers:
            self.helpers.append(name)

    def _index(self, node: Index) -> str:
        only = node.subscripts[0]
        if isinstance(only, Symbol) and only.key in self.slices:
            return self._sliced(node, self.slices[only.key])
        places = [self.text(shifted(subscript, node.base)) for subscript in node.subscripts]
        return f"{self.table.named(node.array.stem, node.array.stem_names)}[{', '.join(places)}]"

    def _sliced(self, node: Index, span: Span) -> str:
        name = self.table.named(node.array.stem, node.array.stem_names)
        if span.upper is None:
            return name
        start = self.text(shifted(span.lower, node.base))
        stop = self.text(span.upper if node.base else plus_one(span.upper))
        start = "" if start == "0" else start
        if not all(re.fullmatch(r"\w*", end) for end in (start, stop)):
            return f"{name}[{start} : {stop}]".replace("[ ", "[")
        return f"{name}[{start}:{stop}]"

    def _norm(self, node: Norm) -> tuple[str, int]:
        body = self.text(node.body)
        match node.order:
            case "two":
                return f"np.linalg.norm({body})", _ATOM
            case "fro":
                return f"np.linalg.norm({body})", _ATOM
            case "one":
                return f"np.sum(np.abs({body}))", _ATOM
            case "inf":
                return f"np.max(np.abs({body}))", _ATOM
            case "zero":
                return f"np.count_nonzero({body})", _ATOM
            case order:
                p = self.text(order, _ATOM)
                return f"np.sum(np.abs({body}) ** {p}) ** (1 / {p})", _POWER

    def _condition(self, node: Expr) -> str:
        if isinstance(node, Call) and node.function == "member":
            return f"{self.text(node.args[0], _SUM)} in {self.text(node.args[1], _SUM)}"
        if isinstance(node, Logic) and node.op == "not":
            return self._condition(node.args[0]).replace(" in ", " not in ", 1)
        if isinstance(node, Logic):
            mark = {"and": " & ", "or": " | "}[node.op]
            return mark.join(f"({self._condition(a)})" for a in node.args)
        if not isinstance(node, Compare):
            return self.text(node)
        pairs = [
            f"{self.text(left, _SUM)} {op} {self.text(right, _SUM)}"
            for left, op, right in zip(node.operands, node.ops, node.operands[1:], strict=False)
        ]
        return pairs[0] if len(pairs) == 1 else " & ".join(f"({p})" for p in pairs)

    def _cases(self, node: Cases) -> str:
        source = self.text(node.otherwise)
        for condition, value in reversed(node.branches):
            source = f"np.where({self._condition(condition)}, {self.text(value)}, {source})"
        return source

    def _search(self, node: Reduce) -> str:
        """The place of the largest or least value, counted as in the paper; the element of a set."""
        if isinstance(node.domain, Members):
            index, domain = self.table.name(node.index), self.text(node.domain.collection)
            return f"{node.kind[3:]}({domain}, key=lambda {index}: {self.text(node.body)})"
        first, array = node.domain.lower, next((n for n in walk(node.body) if isinstance(n, Index)), None)
        if node.domain.upper is None and array is not None and array.base == 0:
            first = Number("0")
        shift = "" if first == Number("0") else f" + {self.text(first, _PRODUCT)}"
        return f"np.{node.kind}({self._terms(node)}){shift}"

    def _reduce(self, node: Reduce) -> str:
        if node.kind in {"argmax", "argmin"}:
            return self._search(node)
        whole = vectorised_axes(node)
        terms = self._terms(node)
        if node.kind == "list":
            return terms if whole else f"np.array({terms})"
        if whole or node.kind != "sum":
            return f"np.{node.kind}({terms}, axis=0)"
        return f"sum({terms[1:-1]})"

    def _terms(self, node: Reduce) -> str:
        """The terms of a sum or its like: slices where they may be, else a list made one by one."""
        name = node.index.key
        if vectorised_axes(node):
            assert isinstance(node.domain, Span)
            self.slices[name] = node.domain
            body = self.text(node.body)
            del self.slices[name]
            return body
        index = self.table.name(node.index)
        if isinstance(node.domain, Members):
            loop = f"for {index} in {self.text(node.domain.collection)}"
        else:
            loop = f"for {index} in range({self._range(node, node.domain)})"
        if node.excluded is not None:
            loop += f" if {index} != {self.text(node.excluded, _SUM)}"
        return f"[{self.text(node.body)} {loop}]"

    def _range(self, node: Reduce, span: Span) -> str:
        if span.upper is None:
            found = whole_array(node)
            assert found is not None
            array, axis = found
            name = self.table.named(array.array.stem, array.array.stem_names)
            length = f"len({name})" if axis == 0 else f"{name}.shape[{axis}]"
            return f"{length}" if array.base == 0 else f"1, {length} + 1"
        stop = self.text(plus_one(span.upper))
        start = self.text(span.lower)
        return stop if start == "0" else f"{start}, {stop}"

    def _sample(self, node: Sample) -> str:
        self.needs_rng = True
        if node.distribution == "categorical":
            self._help("categorical")
        self.needs_shape = self.needs_shape or node.distribution == "standard"
        source = DRAWS[node.distribution](*(self.text(a) for a in node.args))
        return source.replace("np.sqrt(1) * ", "")
