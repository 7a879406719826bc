"""A Pratt parser for mathematics as ML papers print it: sums, products, fractions, comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rca_kernel.errors import FormalError
from rca_kernel.formal import atoms, bigops, brackets, commands, powers
from rca_kernel.formal.spreads import with_draws
from rca_kernel.formal.stream import ACCENTS, FONTS, GREEK, LETTERLIKE, SWITCHES, WORDS, Stream
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.trailing import extended, trailing_indices
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Compare,
    Expr,
    Index,
    Link,
    Logic,
    Neg,
    Number,
    Product,
    Symbol,
)
from rca_kernel.formal.vocabulary import COMPARATORS

_LINKS: dict[str, Link] = {"cdot": "cdot", "times": "times", "odot": "odot", "*": "star"}


@dataclass(slots=True)
class Survey:
    """What a first reading found, so that the second can tell products from applications."""

    bare: set[str] = field(default_factory=set)
    applied: set[str] = field(default_factory=set)
    raised: dict[str, set[str]] = field(default_factory=dict)
    lone: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    arguments: dict[str, set[str]] = field(default_factory=dict)
    indexing: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known before reading: functions to be given, symbols with an assigned value.

    `powers` collects, for all formulas read in this setting, the digits above functions by stem.
    """

    callables: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()
    sequences: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    arrays: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    survey: Survey | None = None
    powers: dict[str, set[str]] = field(default_factory=dict)


class Parser(Stream):
    """Reads one expression; `seen` collects the survey of this reading."""

    def __init__(self, tokens: Sequence[Token], source: str, setting: Setting, offset: int = 0) -> None:
        super().__init__(_ended(tokens), source, offset)
        self.setting = setting
        self.seen = Survey()
        self.bound: list[str] = []
        self.from_zero: set[str] = set()
        self.bars = 0
        self.norms = 0
        self.angle = False
        self.rate = self.naming = self.defining = False
        self.left: Expr | None = None

    def sub_parser(self, tokens: Sequence[Token]) -> Parser:
        """A parser over an argument, sharing what was seen and which indices are bound."""
        inner = Parser(tokens, self.source, self.setting, self.offset)
        inner.seen, inner.bound, inner.from_zero = self.seen, self.bound, self.from_zero
        inner.angle, inner.rate = self.angle, self.rate
        return inner

    def whole(self, tokens: Sequence[Token]) -> Expr:
        """Read all of `tokens` as one expression."""
        inner = self.sub_parser(tokens)
        node = inner.expression()
        if inner.here.kind != "end":
            commands.refuse_unexpected(inner)
        return node

    def expression(self) -> Expr:
        """Terms joined by + and -."""
        self.accept("+")
        start = self.place
        node = self._signed_term()
        while self.at("+", "-", "minus"):
            op = self.take()
            left_indices, written = trailing_indices(node), self.tokens[start : self.place - 1]
            right = self._signed_term() if self.at("-", "minus") else self.term()
            if (
                op.text == "+"
                and bigops.uses(right, left_indices)
                and (more := extended(node, right, written))
            ):
                node = more
                continue
            self._check_scope(left_indices, right, op)
            node = Binary("+" if op.text == "+" else "-", node, right)
        return node

    def _signed_term(self) -> Expr:
        if self.accept("-", "minus"):
            return Neg(self.term())
        return self.term()

    def _check_scope(self, indices: set[str], right: Expr, op: Token) -> None:
        """`\\sum_i a_i - b_i` has no single reading when b_i uses the index."""
        if bigops.uses(right, indices):
            self.refuse("the index of the sum before it is used after the sum ends", op,
                        "Put the terms under the sum in parentheses.")  # fmt: skip

    def term(self) -> Expr:
        """Factors joined by juxtaposition, dots, stars and slashes."""
        outer, self.left = self.left, None
        node = self._factors()
        self.left = outer
        return node

    def _factors(self) -> Expr:
        start = self.here.start
        factors: list[Expr] = [self.factor()]
        links: list[Link] = []
        while True:
            if self.here.text in _LINKS and self.here.kind in {"char", "command"}:
                links.append(_LINKS[self.take().text])
                self.left = factors[-1]
                factors.append(Neg(self.factor()) if self.accept("-", "minus") else self.factor())
            elif self.accept("oslash"):
                factors[-1] = Binary("/", factors[-1], self.factor())
            elif self.at("circ"):
                links.append(commands.circle(self, factors[-1]))
                factors.append(self.factor())
            elif self.at("/", "div", "oslash"):
                node = self._quotient(_product(factors, links, start))
                factors, links = [node], []
            elif self.at("bmod", "mod", "%", "pmod") or commands.at_remainder(self):
                if self.take().text in WORDS:
                    self.group()
                node = Binary("%", _product(factors, links, start), self.factor())
                factors, links = [node], []
            elif self.starts_factor():
                links.append("juxtaposed")
                self.left = factors[-1]
                factors.append(self.factor())
            else:
                return _product(factors, links, start)

    def _quotient(self, numerator: Expr) -> Expr:
        slash = self.take()
        divisor = self.factor()
        if self.starts_factor():
            plain = isinstance(numerator, Number) and isinstance(divisor, Number) and self.at("(", "[")
            if not plain and not self.at("sum", "prod"):
                self.refuse("a product after a slash: it may belong to the divisor or not", slash,
                            "Write \\frac{}{} or parentheses.")  # fmt: skip
        return Binary("/", numerator, divisor)

    def starts_factor(self) -> bool:
        """Whether the token at hand can begin a factor (for juxtaposed products)."""
        token = self.here
        if token.kind in {"letter", "digits", "open"}:
            return True
        if token.kind == "char":
            if token.text == "|":
                return token.side == "open" or (token.side == "" and self.bars == 0 and self.norms == 0)
            return token.text in {"(", "["} and token.side != "close"
        if token.kind == "command":
            name = token.text
            if name in WORDS and commands.logic_word_ahead(self):
                return False
            if name == "lbrace":
                return token.side != "close"
            if name == "Vert":
                return token.side == "open" or (token.side == "" and self.norms == 0)
            return (name in GREEK or name in FONTS or name in ACCENTS or name in LETTERLIKE
                or name in SWITCHES
                    or name in commands.STARTERS)  # fmt: skip
        return False

    def factor(self) -> Expr:  # noqa: RET503 - refuse() raises
        """One factor with its scripts."""
        token = self.here
        if token.kind == "command" and (search := bigops.accept_search(self)):
            return bigops.read_reduction(self, search, token)
        if token.kind == "digits":
            return self._number()
        if token.kind == "letter" or (token.kind == "command" and atoms.starts_symbol(token)):
            return atoms.read_symbol(self)
        if token.kind == "open":
            return atoms.read_braced(self)
        if token.kind == "char" and token.text in {"(", "["}:
            return brackets.read_parenthesised(self)
        if token.text in {"lbrace", "lparen", "lbrack"} and token.kind == "command":
            return brackets.read_parenthesised(self)
        if (token.kind == "char" and token.text == "|") or (token.kind == "command" and token.text == "Vert"):
            return commands.read_bars(self)
        if token.kind == "command":
            return commands.read_command(self)
        self.refuse("an operand was expected")

    def _number(self) -> Expr:
        token = self.take()
        text = token.text
        while self.here.kind == "open" and self.ahead().text == "," and self.ahead(2).kind == "close":
            self.place += 3
            following = self.take()
            if following.kind != "digits":
                self.refuse("digits were expected after the thousands separator", following)
            text += following.text
        if self.here.kind == "digits" and self.here.gap:
            self.refuse("two numbers side by side")
        return powers.read_power(self, Number(text))

    def condition(self) -> Expr:
        """Comparisons joined by and / or."""
        parts, op = [self._comparison()], ""
        while word := commands.accept_logic_word(self):
            if op and op != word:
                self.refuse("and / or mixed without parentheses")
            op = word
            parts.append(self._comparison())
        if len(parts) == 1:
            return parts[0]
        return Logic("and" if op == "and" else "or", tuple(parts))

    def _comparison(self) -> Expr:
        operands = [self.expression()]
        if (mark := self.accept("in", "notin")) is not None:
            return _members(self, operands[0], mark)
        ops = []
        while self.here.kind in {"char", "command"} and self.here.text in COMPARATORS:
            ops.append(COMPARATORS[self.take().text])
            operands.append(self.expression())
        if not ops:
            self.refuse("a comparison was expected")
        return Compare(tuple(ops), tuple(operands))


def _members(parser: Parser, item: Expr, mark: Token) -> Expr:
    """`t \\in X`, `t \\notin X` for a set given as a parameter."""
    parser.naming = True
    collection = parser.factor()
    parser.naming = False
    if not isinstance(collection, Symbol | Index):
        parser.refuse("the set of a condition is not a symbol", mark, "Give the set a letter.")
    if isinstance(collection, Symbol):
        parser.seen.sets.add(collection.key)
    inside = Call("member", (item, collection))
    return inside if mark.text == "in" else Logic("not", (inside,))


def _ended(tokens: Sequence[Token]) -> tuple[Token, ...]:
    if tokens and tokens[-1].kind == "end":
        return tuple(tokens)
    end = tokens[-1].end if tokens else 0
    return (*tokens, Token("end", "", end, end))


def _product(factors: list[Expr], links: list[Link], position: int) -> Expr:
    return factors[0] if len(factors) == 1 else Product(tuple(factors), tuple(links), position)


def parse(tokens: Sequence[Token], source: str, setting: Setting, offset: int = 0) -> Expr:
    """Read `tokens` as one expression, in two passes: the first only surveys."""
    first = Parser(tokens, source, setting, offset)
    try:
        _complete(first)
    except FormalError:
        if not tokens:
            raise
    second = Parser(tokens, source, replace(setting, survey=first.seen), offset)
    read = _complete(second)
    return with_draws(read, source, offset)


def _complete(parser: Parser) -> Expr:
    node = parser.expression()
    if parser.here.kind != "end":
        commands.refuse_unexpected(parser)
    return node
