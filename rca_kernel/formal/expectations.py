"""`\\mathbb{E}` over samples that are given is their mean; any other expectation has no finite evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from rca_kernel.formal import limits, powers
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.stream import OPENERS
from rca_kernel.formal.symbols import Name, spoken
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Apply, Call, Expr, Members, Number, Reduce, Span, Symbol

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_SAMPLES = {"D", "B", "S"}
_CALLIGRAPHIC = _SAMPLES | {"X", "T", "M", "C", "Z"}
_DISTRIBUTIONS = {"p", "q", "P", "Q"}
_INDICES = {"i", "j", "k", "m", "n", "t"}
_HINT = "Give its estimator: a mean over an index, or over samples, \\mathbb{E}_{x \\sim \\mathcal{D}}[...]."


def at_estimate(parser: Parser) -> bool:
    """`\\hat{\\mathbb{E}}`: the mean over samples, with its hat."""
    words = [t.text for t in parser.tokens[parser.place : parser.place + 6]]
    return words == ["hat", "{", "mathbb", "{", "E", "}"]


def read_expectation(parser: Parser) -> Expr:
    """The mean of what stands in the brackets, over a set of samples or over an index of arrays."""
    start = parser.here
    if parser.accept("hat"):
        mean = [t.text for t in parser.group()] == ["mathbb", "{", "E", "}"]
    else:
        if (average := running_average(parser)) is not None:
            return powers.read_power(parser, average)
        parser.take()
        mean = [t.text for t in parser.group()] == ["E"]
    if not mean:
        _refuse(parser, start)
    if not parser.at("_"):
        return _unspecified(parser, start)
    parser.take()
    index, domain = _over(parser, parser.group(), start)
    keys = [p.key for p in (domain.parts if isinstance(domain, Members) else ()) or (index,)]
    parser.bound.extend(keys)
    body, bracketed = _body(parser, start)
    del parser.bound[-len(keys) :]
    node = Reduce("mean", index, domain, body)
    return powers.read_power(parser, node) if bracketed else node


def running_average(parser: Parser) -> Symbol | None:
    """`\\mathbb{E}[g^2]_t`: a name with a time, the average kept so far; None for an expectation."""
    place, start = parser.place, parser.take()
    plain = [t.text for t in parser.group()] == ["E"] and parser.accept("[") is not None
    first = parser.place
    while plain and not parser.at("]"):
        if parser.here.kind == "end" or parser.at("["):
            plain = False
        parser.place += 1
    inside = parser.tokens[first : parser.place]
    if not plain or not inside or not parser.accept("]") or not parser.at("_"):
        parser.place = place
        return None
    square = [t.text for t in inside[-2:]] == ["^", "2"]
    words = spoken(inside[:-2] if square else inside, parser.source, parser.offset)
    latex = parser.text_between(start.start, parser.tokens[parser.place - 1].end)
    name = Name(f"E_{words}" + "_squared" * square, latex, position=start.start, word=True)
    read_scripts(parser, name)
    return name.symbol()


def _over(parser: Parser, group: tuple[Token, ...], start: Token) -> tuple[Symbol, Span | Members]:
    at = [n for n, t in enumerate(group) if t.text in {"sim", "in"}]
    if group and group[0].text == "(" and (tuples := limits.tuples(parser, group)) is not None:
        index, members, _ = tuples
        if group[at[0]].text == "sim" and not _is_samples(members.collection):
            _refuse(parser, start)
        return index, members
    head = group[: at[0]] if at else group
    if not head or head[0].kind not in {"letter", "command"}:
        _refuse(parser, start)
    inner = parser.sub_parser(head)
    name = read_name(inner)
    read_scripts(inner, name)
    index = name.symbol()
    if inner.here.kind != "end" or len(at) > 1:
        _refuse(parser, start)
    if not at:
        if index.base not in _INDICES or index.key != f"|{index.base}||":
            _refuse(parser, start)
        return index, Span(Number("1"), None)
    samples = _samples(parser, index, group, at[0])
    if samples is None:
        _refuse(parser, start)
    parser.seen.sets.add(samples.key)
    return index, Members(samples)


def _samples(parser: Parser, index: Symbol, group: tuple[Token, ...], at: int) -> Symbol | None:
    """The set that is written, or samples of a distribution that a letter names: `x \\sim p_{data}(x)`."""
    written = parser.whole(group[at + 1 :])
    if group[at].text == "in" or _is_samples(written):
        return written if isinstance(written, Symbol) else None
    source = written.function if isinstance(written, Apply) else written
    own = not isinstance(written, Apply) or all(a == index for a in written.args)
    if not isinstance(source, Symbol) or source.base not in _DISTRIBUTIONS or not own:
        return None
    latex = parser.text_between(group[0].start, group[-1].end)
    names = tuple(f"{name}_{end}" for name in index.names for end in ("samples", f"from_{source.names[0]}"))
    key = f"samples {index.key} {source.key}"
    return Symbol(key, key, latex, latex, names, names, (), group[0].start)


def _unspecified(parser: Parser, start: Token) -> Expr:
    """`\\mathbb{E}[x]` beside x itself or `\\mathrm{Var}[x]`: settled when the whole formula is known."""
    body, bracketed = _body(parser, start)
    if not bracketed:
        _refuse(parser, start)
    return powers.read_power(parser, Call("expectation", (body,)))


def _is_samples(symbol: Expr) -> bool:
    """A data set or a batch, by its letter; `p` and `\\mathcal{N}` are distributions."""
    if not isinstance(symbol, Symbol):
        return False
    return symbol.base in (_CALLIGRAPHIC if symbol.font in {"cal", "scr"} else _SAMPLES)


def _body(parser: Parser, start: Token) -> tuple[Expr, bool]:
    """What stands in brackets, or a norm with its power."""
    if parser.here.text in {"Vert", "lVert"}:
        return parser.factor(), False
    if parser.here.text not in {"[", "(", "lbrace", "lbrack"} or parser.here.side == "close":
        _refuse(parser, start)
    closing = OPENERS[parser.take().text]
    bars, norms = parser.bars, parser.norms
    parser.bars = parser.norms = 0
    node = parser.expression()
    parser.expect(closing, "the closing bracket of an expectation")
    parser.bars, parser.norms = bars, norms
    return node, True


def _refuse(parser: Parser, start: Token) -> NoReturn:
    letter = parser.tokens[parser.tokens.index(start) + 2 : parser.tokens.index(start) + 3]
    if [t.text for t in letter] == ["P"]:
        parser.refuse("the chance of an event is no formula", start)
    parser.refuse("an expectation has no finite evaluation", start, _HINT)
