"""The left-hand side of a definition: which name it defines, and the arguments it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rca_kernel.errors import FormalError
from rca_kernel.formal import commands, expectations, functions, left_forms
from rca_kernel.formal.depths import depths
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.parser import Parser, Setting
from rca_kernel.formal.squares import squared
from rca_kernel.formal.symbols import spoken, word_symbol
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Apply, Binary, Expr, Neg, Number, Product, Symbol
from rca_kernel.formal.vocabulary import BIG_OPERATORS, FUNCTIONS


@dataclass(frozen=True, slots=True)
class Left:
    """The symbol defined; `args` are the arguments shown, `applied` is true where it is a function."""

    symbol: Symbol
    args: tuple[Expr, ...] = ()
    applied: bool = False


def read_left(
    tokens: Sequence[Token], source: str, callables: frozenset[str] = frozenset(),
    raised: frozenset[str] = frozenset(),
) -> Left:  # fmt: skip
    """The left side of a definition; `raised` are letters that count in superscripts."""
    first = tokens[0]
    if first.text in {"-", "minus"} and first.kind != "letter" and len(tokens) > 1:
        return left_forms.negated(read_left(tokens[1:], source, callables, raised))
    tokens = left_forms.flattened(tokens)
    parser = Parser(tokens, source, Setting(callables, raised=raised))
    parser.defining = True
    if (symbol := left_forms.special(parser)) is not None:
        return Left(symbol)
    if commands.is_expectation(parser):
        average = expectations.running_average(parser)
        if average is None or parser.here.kind != "end":
            raise _not_a_name(tokens, source, "it is an expectation")
        return Left(average)
    if first.kind == "command" and first.text in FUNCTIONS:
        return _function(parser, first.text)
    if first.kind == "command" and first.text in {"nabla", "frac", "tfrac", "dfrac"}:
        return _gradient(parser, source)
    run = _letter_run(tokens)
    if len(run) > 1:
        symbol = word_symbol(run, run, first.start)
        parser.place = len(run)
    else:
        try:
            name = read_name(parser)
            read_scripts(parser, name)
        except FormalError as error:
            raise _not_a_name(tokens, source, error.reason) from error
        if name.base.isdigit():
            raise _not_a_name(tokens, source, "it is a number")
        symbol = name.symbol()
    return _rest(parser, symbol, tokens, source)


def _letter_run(tokens: Sequence[Token]) -> str:
    """Touching italic letters: on the left side of a definition they can only be one name."""
    word = ""
    for number, token in enumerate(tokens):
        if token.kind != "letter" or (number and tokens[number - 1].end != token.start):
            break
        word += token.text
    return word


def _rest(parser: Parser, symbol: Symbol, tokens: Sequence[Token], source: str) -> Left:
    args: tuple[Expr, ...] = ()
    applied = False
    if [t.text for t in parser.tokens[parser.place : parser.place + 3]] == ["^", "2", "("]:
        parser.place += 2
        symbol = squared(symbol)
    opener = (parser.here.text in {"(", "["} and parser.here.kind == "char") or parser.here.text == "lbrace"
    if opener:
        args, applied = functions.read_arguments(parser).args, True
        args = tuple(_unsquared(a) for a in args)
        if any(isinstance(a, Binary | Product | Neg) for a in args):
            raise _not_a_name(tokens, source, "it is a product, or a function of an expression")
    if parser.at("_") and (applied or not symbol.subscripts):
        parser.take()
        group = parser.group()
        words = spoken(group, source)
        names = tuple(f"{n}_{words}" for n in symbol.names)
        symbol = replace(symbol, key=f"{symbol.key}_{words}", names=names)
    if parser.at("^"):
        parser.take()
        group = parser.group()
        if len(group) > 1 and all(t.kind == "letter" for t in group):
            word = "".join(t.text for t in group)
            symbol = replace(symbol, key=f"{symbol.key}^{word}", stem=f"{symbol.stem}^{word}",
                             names=tuple(f"{n}_{word}" for n in symbol.names), subscripts=())  # fmt: skip
        elif [t.text for t in group] == ["2"]:
            symbol = squared(symbol)
        elif [t.text for t in group] in (["-", "1"], ["minus", "1"]) and not applied:
            symbol = left_forms.inverted(symbol)
        else:
            raise _not_a_name(tokens, source, "it is a power or a transpose")
    if parser.here.kind != "end":
        raise _not_a_name(tokens, source, "it is an expression")
    return Left(symbol, args, applied)


def _unsquared(node: Expr) -> Expr:
    """`\\sigma^2` among the arguments shown stands for `\\sigma`."""
    square = isinstance(node, Binary) and node.op == "^" and node.right == Number("2")
    return node.left if square and isinstance(node, Binary) else node


def _function(parser: Parser, word: str) -> Left:
    """`\\tanh(x) = ...` or `\\log p(x) = ...`."""
    start = parser.take()
    if parser.at("_") and word in BIG_OPERATORS:
        if (game := _game(parser)) is not None:
            return game
        raise _not_a_name(parser.tokens[:-1], parser.source, f"it is a {word} over an index, a search")
    if word in {"log", "ln", "exp"} and functions.at_argument_list(parser) and _encloses(parser):
        parser = Parser(parser.tokens[parser.place + 1 : -2], parser.source, Setting())
    if functions.at_argument_list(parser):
        return _rest(parser, word_symbol(word, "\\" + word, start.start), parser.tokens[:-1], parser.source)
    name = read_name(parser)
    read_scripts(parser, name)
    inner = name.symbol()
    names = tuple(f"{word}_{n}" for n in inner.names)
    symbol = replace(inner, key=f"{word} {inner.key}", stem=f"{word} {inner.stem}", names=names)
    return _rest(parser, symbol, parser.tokens[:-1], parser.source)


def _game(parser: Parser) -> Left | None:
    """`\\min_G \\max_D V(D, G) = ...` says what V is, and what is sought of it."""
    players = []
    while parser.at("_"):
        parser.take()
        players.append("".join(t.text for t in parser.group()))
        if parser.at("max", "min"):
            parser.take()
    rest = parser.tokens[parser.place : -1]
    if not rest:
        return None
    left = read_left(rest, parser.source)
    shown = {a.base for a in left.args if isinstance(a, Symbol)}
    return left if left.applied and set(players) <= shown else None


def _encloses(parser: Parser) -> bool:
    """Whether the parenthesis at hand ends where the left side does: `\\log(\\sigma^2)`."""
    level = depths(parser.tokens[parser.place : -1])
    return 0 not in level[1:-1] and parser.tokens[-2].text == ")"


def _gradient(parser: Parser, source: str) -> Left:
    node = parser.factor()
    if parser.here.kind == "end" and isinstance(node, Apply):
        return Left(node.function, node.args, True)
    if parser.here.kind == "end" and isinstance(node, Symbol):
        return Left(node)
    raise _not_a_name(parser.tokens[:-1], source, "it is an expression")


def _not_a_name(tokens: Sequence[Token], source: str, why: str) -> FormalError:
    text = source[tokens[0].start : tokens[-1].end]
    return FormalError(f"the left side defines no name: {why}", token=text, position=tokens[0].start,
                       hint="Only `name = expression` is a definition; solve it for one name.")  # fmt: skip
