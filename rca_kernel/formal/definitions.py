"""One definition: its left-hand side, the signs, the sides of a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.advice import advice
from rca_kernel.formal.depths import Tokens, depths
from rca_kernel.formal.lefts import Left, read_left
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.parts import defines, trimmed
from rca_kernel.formal.sampling import read_distribution, refuse_index_draw
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Apply, Expr, Symbol, walk
from rca_kernel.formal.unbracing import as_written
from rca_kernel.formal.vocabulary import FUNCTIONS, REFUSED_RELATIONS

_UPDATES = {"leftarrow", "longleftarrow", "gets", "coloneqq", "coloneq", ":="}


@dataclass(frozen=True, slots=True)
class Definition:
    """`left` is None for a bare expression; `chain` holds the other right sides of a chain, nearest first.

    `updates` is true where the sign is an arrow or `:=`: the right side may read the old value of the name.
    `served` is true for what a where-clause defines: it serves what is displayed;
    `label` is the map that it is an application of, `\\mathrm{BN}(x)`;
    `stated` is the left side where it is an expression, `\\|x\\|`, that gets a value of its own.
    """

    left: Left | None
    right: Expr
    latex: str
    chain: tuple[Expr, ...] = ()
    updates: bool = False
    served: bool = False
    label: Apply | None = None
    stated: Expr | None = None


def read_definition(tokens: Tokens, source: str, setting: Setting) -> Definition:
    """One definition (or bare expression) from its tokens."""
    tokens = trimmed(tokens)
    sides, marks = _sides(tokens, source)
    latex = as_written(source, tokens)
    if not marks and tokens[0].text == "+":
        raise FormalError(
            "a part of a formula that begins elsewhere",
            token=latex[:20],
            position=tokens[0].start,
            hint="Give the rows before it too.",
        )
    if not marks:
        return Definition(None, parse(sides[0], source, setting), latex)
    left = read_left(sides[0], source, setting.callables, setting.raised)
    shown = [n for s in (*left.symbol.subscripts, *left.args) for n in walk(s) if isinstance(n, Symbol)]
    letters = {n.key for s in shown for p in (s, *s.subscripts) for n in walk(p) if isinstance(n, Symbol)}
    setting = replace(setting, fixed=frozenset(letters))
    if marks == ["sim"]:
        drawn = read_distribution(sides[1], source, setting)
        refuse_index_draw(left.symbol, drawn)
        return Definition(left, drawn, latex)
    failure: FormalError | None = None
    read: list[Expr] = []
    for side in reversed(sides[1:]):
        if not side:
            raise FormalError(
                "a side of the equation is empty",
                token=latex,
                position=tokens[0].start,
                hint="Write both sides, or the expression alone.",
            )
        try:
            read.append(parse(side, source, setting))
        except FormalError as error:
            failure = failure or error
    if read:
        read, label = _told(read, setting)
        updates = bool(_UPDATES & set(marks))
        stated = _stated(left, sides[0], source, setting)
        return Definition(left, read[0], latex, tuple(read[1:]), updates, label=label, stated=stated)
    assert failure is not None
    raise failure


def _stated(left: Left, tokens: Sequence[Token], source: str, setting: Setting) -> Expr | None:
    """The left side as an expression, where it is no plain name."""
    first = tokens[0]
    if " " not in left.symbol.key and not (first.kind == "command" and first.text in FUNCTIONS):
        return None
    try:
        return parse(tokens, source, setting)
    except FormalError:
        return None


def _told(sides: list[Expr], setting: Setting) -> tuple[list[Expr], Apply | None]:
    """The sides, the last formula first, and `\\mathrm{BN}(x)` where that only names the map.

    A side that is a mere name, applied to symbols, tells nothing where the side before it is a formula.
    """
    last = sides[0]
    if len(sides) == 1 or not _is_label(last) or _is_label(sides[1]):
        return sides, None
    known = setting.callables | setting.assigned
    symbol = last.function if isinstance(last, Apply) else last
    assert isinstance(symbol, Symbol)
    if {symbol.key, symbol.stem} & known:
        return sides, None
    read = {n.key for n in walk(sides[1]) if isinstance(n, Symbol)}
    shown = isinstance(last, Apply) and all(isinstance(a, Symbol) and a.key in read for a in last.args)
    return sides[1:], last if shown and isinstance(last, Apply) else None


def _is_label(node: Expr) -> bool:
    return isinstance(node, Symbol) or (
        isinstance(node, Apply) and all(isinstance(a, Symbol) for a in node.args)
    )


def refuse_relation(tokens: Tokens, source: str, *known: str) -> None:
    """An inequality and its like, where it stands outside all brackets, defines nothing."""
    for token, depth in zip(tokens, depths(tokens), strict=True):
        relation = depth == 0 and token.kind in {"char", "command"} and token.text in REFUSED_RELATIONS
        if relation and token.text not in known:
            reason = REFUSED_RELATIONS[token.text]
            raise FormalError(reason, token=source[token.start : token.end], position=token.start,
                              hint=advice(reason))  # fmt: skip


def _sides(tokens: Tokens, source: str) -> tuple[list[Tokens], list[str]]:
    """The sides of an equation and the signs between them."""
    refuse_relation(tokens, source, "sim")
    sides: list[list[Token]] = [[]]
    marks: list[str] = []
    for place, (token, depth) in enumerate(zip(tokens, depths(tokens), strict=True)):
        if depth == 0 and defines(tokens, place):
            colon = bool(sides[-1]) and sides[-1][-1].text == ":"
            if colon:
                sides[-1].pop()
            marks.append(":=" if colon else token.text)
            sides.append([])
        elif depth == 0 and token.text == "sim" and token.kind == "command" and not marks:
            marks.append("sim")
            sides.append([])
        elif depth == 0 and token.text == "sim" and token.kind == "command":
            refuse_relation((token,), source)
        else:
            sides[-1].append(token)
    if not sides[0]:
        raise FormalError(
            "the left side of the equation is empty",
            token=source[:30],
            position=tokens[0].start,
            hint="Write the name that the formula defines, or the right side alone.",
        )
    return [tuple(s) for s in sides], marks
