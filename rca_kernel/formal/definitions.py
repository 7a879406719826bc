"""From a displayed formula to definitions: environments, rows, chains, qualifiers, left-hand sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.errors import FormalError
from rca_kernel.formal.advice import advice
from rca_kernel.formal.lefts import Left, read_left
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.rows import Tokens, depths, rows_of, without_declarations, without_ranges
from rca_kernel.formal.sampling import read_distribution, refuse_index_draw
from rca_kernel.formal.sequences import sequences
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.tree import Expr, Symbol
from rca_kernel.formal.unbracing import as_written, unbraced
from rca_kernel.formal.vocabulary import DEFINERS, REFUSED_RELATIONS

_LAYOUT = {
    "equation", "equation*", "align", "align*", "aligned", "alignedat", "alignat", "alignat*", "gather",
    "gather*",
    "gathered", "split", "multline", "multline*", "displaymath", "eqnarray", "eqnarray*", "math", "flalign",
    "flalign*",
    "subequations", "dmath", "dmath*",
}  # fmt: skip
_JOINERS = {"where", "with", "and", "for", "if", "when", "s.t.", "subject to", "in which"}
_UPDATES = {"leftarrow", "longleftarrow", "gets", "coloneqq", "coloneq", ":="}


@dataclass(frozen=True, slots=True)
class Definition:
    """`left` is None for a bare expression; `chain` holds the other right sides of a chain, nearest first.

    `updates` is true where the sign is an arrow or `:=`: the right side may read the old value of the name.
    """

    left: Left | None
    right: Expr
    latex: str
    chain: tuple[Expr, ...] = ()
    updates: bool = False


def read_definitions(
    source: str, callables: frozenset[str] = frozenset(), letters: frozenset[str] = frozenset()
) -> tuple[Definition, ...]:
    """All definitions of a displayed formula, in the order of the paper; `letters` are known as symbols."""
    tokens = unbraced(tuple(t for t in strip_layout(tokenize(source)) if t.kind != "end"))
    if not tokens:
        raise FormalError("there is no formula here", token=source[:40], position=0,
                          hint="Give `name = expression` or an expression.")  # fmt: skip
    statements = [s for row in rows_of(tokens) for s in _statements(row, source)]
    lefts = [_left_tokens(s) for s in statements]
    assigned: set[str] = set()
    functions: set[str] = set()
    for left in lefts:
        if left:
            _refuse_relation(left, source)
            found = read_left(left, source, callables)
            letters |= {a.base for a in found.args if isinstance(a, Symbol)}
            if found.applied:
                functions.add(found.symbol.key)
            else:
                assigned.update({found.symbol.key, found.symbol.stem})
    setting = Setting(callables | functions, frozenset(assigned), sequences(tokens), letters)
    return tuple(read_definition(s, source, setting) for s in statements)


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
    left = read_left(sides[0], source, setting.callables)
    if marks == ["sim"]:
        drawn = read_distribution(sides[1], source, setting)
        refuse_index_draw(left.symbol, drawn)
        return Definition(left, drawn, latex)
    failure: FormalError | None = None
    read: list[Expr] = []
    for side in reversed(sides[1:]):
        if not side:
            raise FormalError("a side of the equation is empty", token=latex, position=tokens[0].start)
        try:
            read.append(parse(side, source, setting))
        except FormalError as error:
            failure = failure or error
    if read:
        return Definition(left, read[0], latex, tuple(read[1:]), bool(_UPDATES & set(marks)))
    assert failure is not None
    raise failure


def strip_layout(tokens: Sequence[Token]) -> Tokens:
    """Without `\\begin{align}`, `\\[`, `\\(` and their ends."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "command" and token.text in {"begin", "end"}:
            end = next((n for n in range(place, len(tokens)) if tokens[n].kind == "close"), place)
            name = "".join(t.text for t in tokens[place + 2 : end])
            if name in _LAYOUT:
                place = end + 1
                if name.startswith("alignedat") or name.startswith("alignat"):
                    place += 3 if token.text == "begin" else 0
                continue
        if token.kind == "command" and token.text in {"[", "]", "(", ")"}:
            place += 1
            continue
        kept.append(token)
        place += 1
    return tuple(kept)


def _statements(row: Tokens, source: str) -> list[Tokens]:
    """The definitions of one row: split at commas and words; ranges and memberships are dropped."""
    parts: list[list[Token]] = [[]]
    level = depths(row)
    place = 0
    while place < len(row):
        token = row[place]
        if level[place] == 0 and token.kind == "char" and token.text in {",", ";"}:
            parts.append([])
        elif level[place] == 0 and (words := _words(row, place, source)) is not None and words in _JOINERS:
            if words in {"if", "when", "s.t.", "subject to"}:
                raise FormalError("a condition on the whole formula", token=words, position=token.start,
                                  hint="Write it as cases.")  # fmt: skip
            parts.append([])
            place += next(n for n in range(len(row) - place) if row[place + n].kind == "close")
        else:
            parts[-1].append(token)
        place += 1
    kept = [trimmed(tuple(p)) for p in without_ranges(parts)]
    kept = without_declarations([p for p in kept if p])
    if len(kept) > 1 and not all(_left_tokens(p) for p in kept):
        bad = next(p for p in kept if not _left_tokens(p))
        raise FormalError("a list of expressions, or a remark that is not understood",
                          token=source[bad[0].start : bad[-1].end], position=bad[0].start,
                          hint="Translate each formula by itself; leave remarks out.")  # fmt: skip
    return kept


def _words(row: Tokens, place: int, source: str) -> str | None:
    token = row[place]
    if token.kind != "command" or token.text not in {"text", "mathrm", "textrm", "mbox", "textit"}:
        return None
    end = next((n for n in range(place, len(row)) if row[n].kind == "close"), place)
    return source[row[place + 1].end : row[end].start].strip(" ,:.").lower()


def trimmed(tokens: Tokens) -> Tokens:
    """Without closing punctuation."""
    while tokens and tokens[-1].kind == "char" and tokens[-1].text in ".,;":
        tokens = tokens[:-1]
    return tokens


def _left_tokens(statement: Tokens) -> Tokens:
    """What stands before the first defining sign, empty where there is none."""
    for place, (token, depth) in enumerate(zip(statement, depths(statement), strict=True)):
        if depth == 0 and (_defines(statement, place) or token.text == "sim"):
            return statement[: place - (1 if token.text == "=" and statement[place - 1].text == ":" else 0)]
    return ()


def _defines(tokens: Tokens, place: int) -> bool:
    return tokens[place].kind in {"char", "command"} and tokens[place].text in DEFINERS


def _refuse_relation(tokens: Tokens, source: str, *known: str) -> None:
    """An inequality and its like, where it stands outside all brackets, defines nothing."""
    for token, depth in zip(tokens, depths(tokens), strict=True):
        relation = depth == 0 and token.kind in {"char", "command"} and token.text in REFUSED_RELATIONS
        if relation and token.text not in known:
            reason = REFUSED_RELATIONS[token.text]
            raise FormalError(reason, token=source[token.start : token.end], position=token.start,
                              hint=advice(reason))  # fmt: skip


def _sides(tokens: Tokens, source: str) -> tuple[list[Tokens], list[str]]:
    """The sides of an equation and the signs between them."""
    _refuse_relation(tokens, source, "sim")
    sides: list[list[Token]] = [[]]
    marks: list[str] = []
    for place, (token, depth) in enumerate(zip(tokens, depths(tokens), strict=True)):
        if depth == 0 and _defines(tokens, place):
            colon = bool(sides[-1]) and sides[-1][-1].text == ":"
            if colon:
                sides[-1].pop()
            marks.append(":=" if colon else token.text)
            sides.append([])
        elif depth == 0 and token.text == "sim" and token.kind == "command" and not marks:
            marks.append("sim")
            sides.append([])
        elif depth == 0 and token.text == "sim" and token.kind == "command":
            _refuse_relation((token,), source)
        else:
            sides[-1].append(token)
    if not sides[0]:
        raise FormalError(
            "the left side of the equation is empty", token=source[:30], position=tokens[0].start
        )
    return [tuple(s) for s in sides], marks
