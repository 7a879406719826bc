"""Forms that do not overflow, for the code only: the reference evaluates the formula as it is printed."""

from __future__ import annotations

from dataclasses import replace

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import Binary, Call, Constant, Expr, Neg, Number, Reduce, Span, rebuild
from rca_kernel.formal.vectorise import planned

_ONE = Number("1")


def stable(node: Expr) -> Expr:
    """The tree with sums of exponentials, and logarithms of them, shifted by their largest term."""
    node = rebuild(node, stable)
    match node:
        case Neg(body=Neg(body=body)):
            return body
        case Binary(op="/", left=left, right=Binary(op="+", left=first, right=second)) if left == _ONE:
            power = exponent(second if first == _ONE else first) if _ONE in (first, second) else None
            return node if power is None else Call("sigmoid", (_minus(power),))
        case Binary(op="*", left=Binary(op="/", left=one, right=divisor), right=right) if one == _ONE:
            return _divided(right, divisor)
        case Call(function="log", args=(body,)):
            return logarithm(body) or node
        case Binary(op="/", left=left, right=right):
            power, below = exponent(left), _log_of_sum(right)
            if power is not None and below is not None:
                return Call("exp", (Binary("-", power, below),))
            if below is not None and isinstance(left, Reduce) and left.kind == "sum":
                return _weighted(left, right, below) or node
    return node


def _divided(node: Expr, divisor: Expr) -> Expr:
    """`\\frac{1}{n} \\sum_{i=1}^{n} x_i` is the mean, `\\frac{1}{2} x` half of x."""
    whole = isinstance(node, Reduce) and node.kind == "sum" and node.excluded is None and node.where is None
    if whole and isinstance(node, Reduce) and node.domain == Span(_ONE, divisor):
        mean = replace(node, kind="mean")
        if planned(mean, {}) is not None or planned(node, {}) is None:
            return mean
    return Binary("/", node, divisor)


def _weighted(above: Reduce, divisor: Expr, below: Expr) -> Expr | None:
    """`\\sum_j e^{s_j} v_j` over a sum of exponentials: its weights are divided one by one."""
    found = _power_of(above.body)
    if found is None or uses(divisor, {above.index.key}):
        return None
    power, rest = found
    return replace(above, body=Binary("*", Call("exp", (Binary("-", power, below),)), rest))


def _power_of(node: Expr) -> tuple[Expr, Expr] | None:
    """The exponent of a product with an exponential, and the other factors."""
    if not (isinstance(node, Binary) and node.op == "*"):
        return None
    for power, rest in ((exponent(node.left), node.right), (exponent(node.right), node.left)):
        if power is not None:
            return power, rest
    inner = _power_of(node.left)
    return None if inner is None else (inner[0], Binary("*", inner[1], node.right))


def logarithm(body: Expr) -> Expr | None:
    """The logarithm of `body` where it has a form of its own."""
    power = exponent(body)
    if power is not None:
        return power
    match body:
        case Call(function="sigmoid", args=(x,)):
            return Neg(Call("softplus", (_minus(x),)))
        case Call(function="gamma", args=(x,)):
            return Call("log_gamma", (x,))
        case Call(function="softmax", args=(x,)):
            return Call("log_softmax", (x,))
        case Call(function="normal_density" | "diagonal_density" | "multivariate_density" as name, args=args):
            return Call(f"log_{name}", args)
        case Call(function="item", args=(Call(function="softmax", args=(x,)), *places)):
            return Call("item", (Call("log_softmax", (x,)), *places))
        case Call(function="cosh", args=(x,)):
            return Binary("-", Call("logaddexp", (x, _minus(x))), Call("log", (Number("2"),)))
        case Binary(op="-", left=left, right=Call(function="sigmoid", args=(x,))) if left == _ONE:
            return Neg(Call("softplus", (x,)))
        case Binary(op="/", left=left, right=right):
            above, below = exponent(left), _log_of_sum(right)
            if above is not None and below is not None:
                return Binary("-", above, below)
    return _log_of_sum(body)


def exponent(node: Expr) -> Expr | None:
    """`x` of `e^x`."""
    if isinstance(node, Call) and node.function == "exp":
        return node.args[0]
    if isinstance(node, Binary) and node.op == "^" and node.left == Constant("e"):
        return node.right
    return None


def _log_of_sum(node: Expr) -> Expr | None:
    """The logarithm of a sum of exponentials."""
    if isinstance(node, Reduce) and node.kind == "sum":
        power = exponent(node.body)
        return None if power is None else Call("logsumexp", (replace(node, kind="list", body=power),))
    if isinstance(node, Binary) and node.op == "+":
        sides = [_log_term(node.left), _log_term(node.right)]
        if sides[0] is None or sides[1] is None or (node.left == _ONE and node.right == _ONE):
            return None
        if _ONE in (node.left, node.right):
            return Call("softplus", (sides[1] if node.left == _ONE else sides[0],))
        return Call("logaddexp", (sides[0], sides[1]))
    return None


def _log_term(node: Expr) -> Expr | None:
    """The logarithm of one term: of 1, of an exponential, of a sum of them."""
    if node == _ONE:
        return Number("0")
    power = exponent(node)
    return _log_of_sum(node) if power is None else power


def _minus(node: Expr) -> Expr:
    return node.body if isinstance(node, Neg) else Neg(node)
