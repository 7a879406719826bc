"""Applications: argument lists, known functions with their scripts, arguments without parentheses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal import bigops, powers
from rca_kernel.formal.components import component
from rca_kernel.formal.sequences import DOTS, listing
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Apply, Binary, Call, Concat, Constant, Expr, Number, Reduce, Symbol
from rca_kernel.formal.vocabulary import BIG_OPERATORS, FUNCTIONS, PERIODIC, PREFIX_FUNCTIONS

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of an application; `separated` where a comma, semicolon or bar stood between them."""

    args: tuple[Expr, ...]
    separated: bool


def at_argument_list(parser: Parser) -> bool:
    return parser.here.kind == "char" and parser.here.text == "(" and parser.here.side != "close"


def read_arguments(parser: Parser, conditional: bool = True) -> Arguments:
    """`(a, b | c; d)` after a function; only given ones are `conditional` and may be split by bars."""
    opened = parser.take()
    closing = {"(": ")", "[": "]", "lbrace": "rbrace"}[opened.text]
    bars, norms = parser.bars, parser.norms
    parser.bars = parser.norms = 1 if conditional else 0
    args = [parser.expression()]
    separated = False
    while parser.at(",", ";", "|", "mid", "Vert", "parallel"):
        if parser.take().text == "|":
            parser.accept("|")
        separated = True
        if parser.accept(*DOTS):
            parser.expect(",", "a comma after the ellipsis")
            args[-1] = listing(args[-1], parser.expression())
            continue
        args.append(parser.expression())
    parser.expect(closing, "the closing parenthesis of the arguments")
    parser.bars, parser.norms = bars, norms
    return Arguments(tuple(args), separated)


def read_function(parser: Parser, word: str, start: Token) -> Expr:
    """A known function: its power or base, then its arguments."""
    function, arity = FUNCTIONS[word]
    if function in BIG_OPERATORS and parser.at("_"):
        return bigops.read_reduction(parser, function, start)
    base: Expr | None = None
    power: Expr | None = None
    over: tuple[Token, ...] = ()
    while parser.at("_", "^"):
        mark = parser.take()
        group = parser.group()
        if mark.text == "_" and function == "softmax":
            over = group
        elif mark.text == "_" and function == "log":
            base = parser.whole(group)
        elif mark.text == "^" and function != "max" and not any(t.text in {"-", "*", "star"} for t in group):
            power = parser.whole(group)
        else:
            parser.refuse(f"a script on {word} has no single meaning", mark)
    angle, parser.angle = parser.angle, function in PERIODIC
    rate, parser.rate = parser.rate, function == "exp"
    args = _function_arguments(parser, function, arity, start)
    parser.angle, parser.rate = angle, rate
    node = _call(parser, function, args, start)
    if over:
        node = _over_index(parser, args[0], over, start)
    if base is not None:
        node = _log_to_base(node, base, args[0])
    if power is not None:
        return Binary("^", node, power)
    return powers.read_power(parser, component(parser, node, start))


def _over_index(parser: Parser, argument: Expr, group: tuple[Token, ...], start: Token) -> Expr:
    """`\\mathrm{softmax}_j(e_{ij})` over j; which element it is shows when the left side is known."""
    place = parser.whole(group)
    if not isinstance(place, Symbol) or place.subscripts or place.font or len(place.base) != 1:
        parser.refuse("a subscript of a softmax that is no index", start,
                      "Write what it scales inside: \\mathrm{softmax}(z / \\tau).")  # fmt: skip
    return Call("softmax", (argument, place))


def _log_to_base(node: Expr, base: Expr, argument: Expr) -> Expr:
    if isinstance(base, Number) and base.text in {"2", "10"}:
        return Call(f"log{base.text}", (argument,))
    return Binary("/", node, Call("log", (base,)))


def _call(parser: Parser, function: str, args: tuple[Expr, ...], start: Token) -> Expr:
    if function in {"max", "min"} and len(args) < 2:
        if len(args) == 1 and isinstance(args[0], Concat):
            args = args[0].parts
        elif len(args) == 1 and isinstance(args[0], Reduce) and args[0].kind == "list":
            return replace(args[0], kind="max" if function == "max" else "min")
        elif not isinstance(args[0], Symbol) and not _is_entries(args[0]):
            parser.refuse(f"{function} of one argument: say over which index", start,
                          f"Write \\{function}_i x_i.")  # fmt: skip
    if function == "concat":
        if len(args) > 1 and any(isinstance(a, Reduce) and a.kind == "list" for a in args):
            parser.refuse("an ellipsis among other parts", start)
        return Concat(args)
    if function == "mod":
        return Binary("%", *args)
    return Call(function, args)


def _is_entries(node: Expr) -> bool:
    """`|x|` of a symbol: its largest and smallest entries have one meaning."""
    return isinstance(node, Call) and node.function == "abs" and isinstance(node.args[0], Symbol)


def _entries_of(parser: Parser) -> Expr | None:
    """`(|X|)` right after \\max: absolute values of the entries, no size or determinant."""
    place = parser.place
    if not (parser.at("(", "lbrace") and parser.ahead().text in {"|", "lvert"}):
        return None
    parser.place += 2
    inner = parser.factor()
    if parser.accept("|", "rvert") and parser.accept(")", "rbrace") and isinstance(inner, Symbol):
        return Call("abs", (inner,))
    parser.place = place
    return None


def _function_arguments(parser: Parser, function: str, arity: int, start: Token) -> tuple[Expr, ...]:
    token = parser.here
    if function in {"max", "min"} and (entries := _entries_of(parser)) is not None:
        return (entries,)
    if token.side != "close" and (
        (token.text in {"(", "["} and token.kind == "char") or token.text == "lbrace"
    ):
        args = read_arguments(parser, conditional=False).args
        if arity and len(args) != arity:
            parser.refuse(f"{function} takes {arity} argument{'s' * (arity > 1)}, not {len(args)}", start)
        return args
    if function not in PREFIX_FUNCTIONS:
        parser.refuse(f"{function} needs its arguments in parentheses", start)
    if token.kind == "open":
        return (parser.factor(),)
    return (_bare_argument(parser, function, start),)


def _goes_on(parser: Parser, factors: list[Expr]) -> bool:
    """`\\log \\frac{1}{k} \\sum_i w_i` and `\\log \\sigma_1 \\sigma_2`: the logarithm of all of it."""
    last = factors[-1]
    if isinstance(last, Binary) and last.op == "/" and isinstance(last.left, Number):
        return parser.at("sum", "prod")
    if not isinstance(last, Symbol) or not last.subscripts:
        return False
    place, seen = parser.place, parser.seen
    try:
        following = parser.factor()
    except FormalError:
        return False
    finally:
        parser.place, parser.seen = place, seen
    same = isinstance(following, Symbol) and following.stem == last.stem and following.key != last.key
    return same and not any(isinstance(f, Number) for f in factors)


def _bare_argument(parser: Parser, function: str, start: Token) -> Expr:
    """`\\log p_k`, `\\sin 2\\pi x`: one factor, or a run led by numbers; longer runs have two readings."""
    factors = [parser.factor()]
    while parser.starts_factor() and parser.here.text not in FUNCTIONS:
        run = function in PERIODIC or all(isinstance(f, Number | Constant) for f in factors)
        if run and not at_argument_list(parser):
            factors.append(parser.factor())
            continue
        if function == "log" and _goes_on(parser, factors):
            factors.append(parser.factor())
            continue
        closed = not isinstance(factors[-1], Symbol | Number) or isinstance(factors[-1], Apply)
        fraction = isinstance(factors[-1], Binary)
        if closed and not fraction and len(factors) == 1:
            break
        parser.refuse(f"it is not clear where the argument of {function} ends", start, "Write parentheses.")
    if len(factors) > 1:
        if parser.at("/"):
            parser.refuse(
                f"it is not clear where the argument of {function} ends", start, "Write parentheses."
            )
        node = factors[0]
        for other in factors[1:]:
            node = Binary("*", node, other)
        return node
    return factors[0]
