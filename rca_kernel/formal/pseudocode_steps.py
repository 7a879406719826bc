"""One line of pseudocode: assignments and draws, and whether its words say more than its mathematics."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.depths import depths
from rca_kernel.formal.lefts import read_left
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.parts import trimmed
from rca_kernel.formal.pieces import assigns, commas, is_mark, padded, tokens_of, unwrapped
from rca_kernel.formal.samplers import read_sampler
from rca_kernel.formal.sampling import read_distribution, refuse_index_draw
from rca_kernel.formal.segments import Segment, prose_of
from rca_kernel.formal.statements import Assign, Statement
from rca_kernel.formal.symbols import word_symbol
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.tree import Apply, Expr, Sample, Symbol, walk
from rca_kernel.formal.wording import says_more

_BATCH = re.compile(r"\b(?:sample|draw|get|select|take)\b.*\b(?:mini-?\s?batch|batch)\b", re.IGNORECASE)


def read_steps(
    text: str, position: int, parts: Sequence[Segment], setting: Setting
) -> list[Statement] | None:
    """Assignments and draws of one line; None where its words say more than its mathematics."""
    formal = [p for p in parts if p.math and assigns(p)]
    prose = " ".join(p.text for p in parts if not p.math)
    if _BATCH.search(prose) and not any("gets" in p.text or "leftarrow" in p.text for p in formal):
        return _minibatch(text, position, parts, setting)
    if not formal or says_more(parts, formal):
        return None
    note = " ".join(p.text.strip() for p in parts if not p.math).strip(" ().:;,")
    steps: list[Statement] = []
    for part in formal:
        steps += _assignments(part, note if len(formal) == 1 else "", setting)
    return steps


def _minibatch(
    text: str, position: int, parts: Sequence[Segment], setting: Setting
) -> list[Statement] | None:
    """`Sample a minibatch $B$ from $D$` draws from a function that is given."""
    maths = [p for p in parts if p.math]
    pieces = re.split(r"\\sim|\\subset(?:eq)?|\\in(?![a-z])", maths[0].text) if maths else []
    if not maths or len(maths) > 2 or len(pieces) > 2:
        return None
    tokens = unwrapped(tokens_of(pieces[0], maths[0].position))
    lefts = [read_left(one, padded(maths[0])) for one in commas(tokens)]
    origin = pieces[1] if len(pieces) == 2 else maths[1].text if len(maths) == 2 else ""
    args = (parse(tokens_of(origin, 0), origin, setting),) if origin.strip() else ()
    function = word_symbol("sample_minibatch", prose_of(text), position)
    targets = [left.symbol for left in lefts]
    value = Apply(function, args)
    return [Assign(targets[0], value, text.strip(), prose_of(text), others=tuple(targets[1:]))]


def _assignments(part: Segment, note: str, setting: Setting) -> list[Statement]:
    tokens = tuple(t for t in tokenize(part.text, part.position) if t.kind not in {"end", "align", "row"})
    source = padded(part)
    steps: list[Statement] = []
    pieces = commas(trimmed(tokens))
    marked = [p for p in pieces if any(is_mark(t, d) for t, d in zip(p, depths(p), strict=True))]
    if len(marked) == 1 and (len(pieces) > 1 or _lefts(tokens) > 1):
        return _tuple(trimmed(tokens), source, note, setting)
    for piece in pieces:
        steps += _assignment(piece, source, note, setting)
    return steps


def _lefts(tokens: Sequence[Token]) -> int:
    """How many names stand in parentheses on the left."""
    mark = next((n for n, (t, d) in enumerate(zip(tokens, depths(tokens), strict=True)) if is_mark(t, d)), 0)
    return len(commas(unwrapped(tuple(tokens[:mark]))))


def _tuple(tokens: tuple[Token, ...], source: str, note: str, setting: Setting) -> list[Statement]:
    """`a, b <- c, d`: the right sides are read before any is written."""
    mark = next(n for n, (t, d) in enumerate(zip(tokens, depths(tokens), strict=True)) if is_mark(t, d))
    lefts, rights = commas(unwrapped(tokens[:mark])), commas(unwrapped(tokens[mark + 1 :]))
    targets = [read_left(left, source, setting.callables).symbol for left in lefts]
    latex = source[tokens[0].start : tokens[-1].end]
    if tokens[mark].text == "sim":
        return [_draw([list(tokens[:mark]), list(tokens[mark + 1 :])], latex, source, note, setting)]
    if len(rights) == 1 and len(lefts) > 1:
        value = parse(rights[0], source, setting)
        if isinstance(value, Apply):
            return [Assign(targets[0], value, latex, note, others=tuple(targets[1:]))]
    if len(lefts) != len(rights):
        raise FormalError(
            "there are not as many values as names",
            token=source[tokens[0].start :].strip(),
            position=tokens[0].start,
            hint="Give each name on the left its value on the right.",
        )
    values = [parse(right, source, setting) for right in rights]
    return _at_once(list(zip(targets, values, strict=True)), latex, note)


def _at_once(pairs: list[tuple[Symbol, Expr]], latex: str, note: str) -> list[Statement]:
    """`(a, b) <- (b, a + b)`: a value that a later one must not see yet waits under a name of its own."""
    found: list[Statement] = []
    late: list[Statement] = []
    for place, (target, value) in enumerate(pairs):
        read = {n.stem for _, other in pairs[place + 1 :] for n in walk(other) if isinstance(n, Symbol)}
        if target.stem in read:
            name = word_symbol(f"new_{target.names[0]}", target.latex, target.position)
            found.append(Assign(name, value, latex, note))
            late.append(Assign(target, name, latex))
        else:
            found.append(Assign(target, value, latex, note))
    return [*found, *late]


def _assignment(tokens: tuple[Token, ...], source: str, note: str, setting: Setting) -> list[Statement]:
    sides: list[list[Token]] = [[]]
    sample = False
    for token, depth in zip(tokens, depths(tokens), strict=True):
        if is_mark(token, depth):
            sample = sample or token.text == "sim"
            if sides[-1] and sides[-1][-1].text == ":":
                sides[-1].pop()
            sides.append([])
        else:
            sides[-1].append(token)
    latex = source[tokens[0].start : tokens[-1].end] if tokens else ""
    if len(sides) < 2 or not all(sides):
        raise FormalError(
            "an assignment was expected here",
            token=latex,
            position=tokens[0].start if tokens else -1,
            hint="Write name \\gets value.",
        )
    if sample:
        return [_draw(sides, latex, source, note, setting)]
    targets = [read_left(s, source, setting.callables) for s in sides[:-1]]
    for target in targets:
        if target.applied:
            raise FormalError("a function is defined inside the algorithm", token=target.symbol.latex,
                              position=target.symbol.position,
                              hint="Give it as an equation of its own.")  # fmt: skip
    value = parse(sides[-1], source, setting)
    return [Assign(t.symbol, value, latex, note) for t in reversed(targets)]


def _draw(sides: list[list[Token]], latex: str, source: str, note: str, setting: Setting) -> Assign:
    """`x \\sim N(0, 1)` draws; `x \\sim p(x \\mid y)` calls a sampler that is given."""
    if len(sides) > 2:
        raise FormalError("a draw in a chain of assignments", token=latex, position=sides[0][0].start,
                          hint="Write the draw on a line of its own.")  # fmt: skip
    drawn = [read_left(one, source, setting.callables).symbol for one in commas(unwrapped(tuple(sides[0])))]
    sampler = read_sampler(sides[1], drawn, source, setting)
    if sampler is not None:
        return Assign(drawn[0], sampler, latex, note, others=tuple(drawn[1:]))
    value: Expr = read_distribution(sides[1], source, setting)
    if len(drawn) > 1:
        raise FormalError("several values drawn at once", token=latex, position=sides[0][0].start,
                          hint="Write one draw a line.")  # fmt: skip
    if isinstance(value, Sample):
        refuse_index_draw(drawn[0], value)
    return Assign(drawn[0], value, latex, note)
