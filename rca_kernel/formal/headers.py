"""Headers of loops: counted ranges, sets, ranges without an end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.conditions import CONVERGED
from rca_kernel.formal.lefts import read_left
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.segments import prose_of, segments
from rca_kernel.formal.statements import Assign, For, Statement, While
from rca_kernel.formal.symbols import word_symbol
from rca_kernel.formal.tokens import tokenize
from rca_kernel.formal.tree import Binary, Expr, Index, Members, Neg, Number, Span, Symbol

_DOTS = r"(?:\\[lc]?dots[cbmio]?|\.\.\.|…)"
_RANGE = re.compile(
    rf"^(?P<lower>[^,]+?)\s*(?:,\s*(?:(?P<second>[^,]+?),\s*)?)?{_DOTS}\s*(?:,?\s*(?P<upper>.+))?$",
    re.DOTALL,
)
_RELATION = re.compile(r"=|:=|\\gets(?![a-z])|\\leftarrow(?![a-z])|\\in(?![a-z])")
_FONTS = re.compile(r"\\(?:text(?:bf|it|rm|sc|tt|sf)?|emph|mathrm|mathbf)\s*\{\s*([A-Za-z ]+?)\s*\}")
_GROUPS = re.compile(r"\{\s*\\(?:bf|bfseries|it|itshape|em|rm|sc)\s+([A-Za-z ]+?)\s*\}")
_BINDING = {
    "odd", "even", "random", "randomly", "until", "unless", "except", "not", "without", "while", "with",
    "shuffled", "sorted", "distinct", "other", "first", "last", "pair", "pairs", "if", "such", "that",
    "where",
    "order", "decreasing", "increasing", "reverse", "new", "multiple", "every", "second", "remaining",
}  # fmt: skip
_TIMES = re.compile(
    r"^(?:a\s+(?:total|fixed\s+number)\s+of\s+)?(?P<count>\$[^$]+\$|\d+)\s+"
    r"(?:\w+\s+)?(?:iterations|steps|times|rounds|epochs|updates|sweeps|episodes|repetitions|timesteps)$"
)


@dataclass(frozen=True, slots=True)
class Loop:
    """Index, range and direction of one loop; an `open` range has no end."""

    index: Symbol
    domain: Span | Members
    step: int = 1
    open: bool = False


def read_loop(header: str, position: int, setting: Setting) -> tuple[Loop, ...]:
    """`$t = 1, \\ldots, T$`, `$t$ from $1$ to $T$`, `each $i \\in S$`; several ranges are nested loops."""
    text = _spoken(header)
    if (times := _TIMES.match(re.sub(r"^(?:for|in)\s+", "", text))) is not None:
        last = Binary("-", _read(times.group("count"), setting), Number("1"))
        if isinstance(last.left, Number):
            last = Number(str(int(last.left.text) - 1))  # type: ignore[assignment]
        index = replace(word_symbol("step", "", position), names=("_",), stem_names=("_",))
        return (Loop(index, Span(Number("0"), last)),)
    return tuple(_one(piece, header, position, setting) for piece in _several(text))


def known_range(header: str, ranges: Mapping[str, Loop | None]) -> Loop | None:
    """`all $i$` without a range, where every loop over i so far has the same one."""
    bare = re.fullmatch(r"(?:(?:for|all|each|every)\s+)*\$([^$=]+)\$", _spoken(header))
    if bare is None or _RELATION.search(bare.group(1)):
        return None
    tokens = [t for t in tokenize(bare.group(1)) if t.kind != "end"]
    try:
        return ranges.get(read_left(tokens, bare.group(1)).symbol.key)
    except FormalError:
        return None


def _spoken(header: str) -> str:
    """The header with the packages' commands as words, without fonts and closing `do`."""
    text = re.sub(r"\\(?:KwTo|To|TO)\b", " to ", header)
    text = _GROUPS.sub(
        r" \1 ", _FONTS.sub(lambda m: f" {m.group(1)} " if len(m.group(1)) > 1 else m.group(), text)
    )
    text = re.sub(r"\\algorithmic(to|in|do)\b", r" \1 ", text)
    text = re.sub(r"\\(?:do|DO)\b|(?<![\\A-Za-z])(?:do|in parallel)\s*[:.]?\s*$", " ", text.strip())
    text = re.sub(
        r"(?<![\\A-Za-z])(?:do|in parallel|synchronously|concurrently)\s*[:.]?\s*$", " ", text.strip()
    )
    return text.replace("~", " ").strip(" ,.:")


def _several(text: str) -> list[str]:
    """`$s \\in S$, $a \\in A$` and `$s \\in S, a \\in A$` are two headers."""
    mark = r"\$?\s*(?:,|and)\s*(?:(?:each|all|every|for)\s+)*\$?(?=\s*[^,$]*?\\in(?![a-z]))"
    if len(re.findall(r"\\in(?![a-z])", text)) < 2:
        return [text]
    return [p for p in re.split(mark, text) if p.strip()]


def _one(text: str, header: str, position: int, setting: Setting) -> Loop:
    plain = text.replace("$", " ").strip()
    head, relation, rest = _split(text, header, position)
    index = _index(head, header, position)
    down = bool(re.search(r"\bdown\s*to\b", plain))
    rest, until = re.split(r"\buntil\b", rest, maxsplit=1)[0].strip(" ,"), "until" in rest
    if until and not CONVERGED.search(plain):
        raise _refusal(header, position)
    bounds = re.split(r"(?<![\\A-Za-z])(?:down\s*to|up\s*to|to|through)(?![A-Za-z])", rest)
    if len(bounds) == 2:
        lower, upper = (_read(b.replace("$", " "), setting) for b in bounds)
        return _directed(index, lower, upper, down, header, position)
    rest = _unbraced(rest.replace("$", " ").strip())
    bracket = re.match(r"^\[\s*([^,\]:]+)\s*\]$", rest)
    if bracket:
        return Loop(index, Span(Number("1"), _read(bracket.group(1), setting)))
    colon = re.match(r"^\[?\s*([^:,]+)\s*:\s*([^:,\]]+)\s*\]?$", rest)
    if colon:
        return Loop(index, Span(_read(colon.group(1), setting), _read(colon.group(2), setting)))
    ranged = _RANGE.match(rest)
    if ranged:
        return _dotted(index, ranged, until, position, setting, header)
    if relation != "in":
        return _between(index, rest, header, position, setting)
    collection = _read(rest, setting)
    if not isinstance(collection, Symbol | Index):
        raise _refusal(header, position)
    return Loop(index, Members(collection))


def _between(index: Symbol, rest: str, header: str, position: int, setting: Setting) -> Loop:
    """`t = 2, T`: the first and the last number."""
    ends = rest.split(",")
    if len(ends) != 2 or not all(e.strip() for e in ends):
        raise _refusal(header, position)
    first, last = (_read(e, setting) for e in ends)
    if not isinstance(first, Number) or isinstance(last, Number):
        raise _refusal(header, position)
    return Loop(index, Span(first, last))


def _split(text: str, header: str, position: int) -> tuple[str, str, str]:
    """What is counted, by which relation, over what."""
    word = re.match(
        r"^(?P<head>.*?)\s*(?P<relation>\bfrom\b|\bin\b)\s*(?P<rest>.+)$", _outside(text), re.DOTALL
    )
    found = _RELATION.search(text)
    if word is not None and (found is None or word.start("relation") < found.start()):
        start, end = word.span("relation")
        if "$" in text[:start] or not re.search(r"\$", text) or text[:start].strip():
            return text[:start], word.group("relation"), text[end:]
    if found is None:
        raise _refusal(header, position)
    return text[: found.start()], "in" if "in" in found.group() else "=", text[found.end() :]


def _outside(text: str) -> str:
    """The text with its mathematics blanked, so that places stay."""
    return re.sub(r"\$[^$]*\$", lambda m: "\u2020" * len(m.group()), text)


def _unbraced(text: str) -> str:
    text = re.sub(r"^(?:\\left)?\\\{|(?:\\right)?\\\}$", "", text)
    return text.strip().removesuffix("\\right").strip()


def _dotted(
    index: Symbol, ranged: re.Match[str], until: bool, position: int, setting: Setting, header: str
) -> Loop:
    lower, upper = _read(ranged.group("lower"), setting), ranged.group("upper")
    if second := ranged.group("second"):
        follow = _read(second, setting)
        steps = isinstance(lower, Number) and isinstance(follow, Number)
        if steps and int(follow.text) - int(lower.text) != 1:  # type: ignore[union-attr]
            raise FormalError("a loop that does not count by ones", token=prose_of(header), position=position,
                              hint="Count by ones and compute the other number from the index.")  # fmt: skip
    if upper is None or upper.strip() in {"\\infty", "\\infty)"} or until:
        if not isinstance(lower, Number) or (until and upper is not None and "infty" not in upper):
            raise _refusal(header, position)
        return Loop(index, Span(lower, None), open=True)
    last = _read(upper, setting)
    return _directed(
        index, lower, last, isinstance(last, Number) and not isinstance(lower, Number), header, position
    )


def _directed(index: Symbol, first: Expr, last: Expr, down: bool, header: str, position: int) -> Loop:
    if isinstance(first, Number) and isinstance(last, Number):
        down = down or int(first.text) > int(last.text)
    elif isinstance(last, Number) and not down:
        if int(last.text) > 2:
            raise FormalError("a loop that may count up or down", token=prose_of(header), position=position,
                              hint="Write `down to` where it counts down.")  # fmt: skip
        down = True
    return Loop(index, Span(last, first), -1) if down else Loop(index, Span(first, last))


def _index(head: str, header: str, position: int) -> Symbol:
    """The symbol that counts; words before it only say what it counts."""
    parts = segments(head + "$" * (head.count("$") % 2))
    words = re.findall(r"[A-Za-z][A-Za-z-]*", " ".join(p.text for p in parts if not p.math))
    maths = [p.text for p in parts if p.math and p.text.strip()]
    plain = "$" not in head and len(words) == 1 and not maths
    if {w.lower() for w in words} & _BINDING:
        raise _refusal(header, position)
    if not maths and words:
        name = words[-1]
        if name.lower() in {"for", "each", "all", "every", "the", "of"}:
            raise _refusal(header, position)
        if len(name) > 1 or not plain:
            return _named(name, position)
        maths = [name]
    if not maths:
        maths = [re.sub(r"^\s*(?:for|each|all|every)\b", "", head)]
    if len(maths) != 1 or not maths[0].strip():
        raise _refusal(header, position)
    tokens = [t for t in tokenize(maths[0]) if t.kind != "end"]
    left = read_left(tokens, maths[0])
    if left.applied:
        raise FormalError("a loop over tuples", token=prose_of(header), position=position,
                          hint="Loop over an index and read the parts by it.")  # fmt: skip
    return left.symbol


def _named(word: str, position: int) -> Symbol:
    if len(word) == 1:
        tokens = [t for t in tokenize(word) if t.kind != "end"]
        return read_left(tokens, word).symbol
    return word_symbol(word.replace("-", "_"), word, position)


def _read(text: str, setting: Setting) -> Expr:
    tokens = [t for t in tokenize(text.replace("$", " ")) if t.kind != "end"]
    if not tokens:
        raise FormalError("a limit of the loop is missing", token=text, hint="Write for t = 1 to T.")
    return parse(tokens, text.replace("$", " "), setting)


def _refusal(header: str, position: int) -> FormalError:
    return FormalError("this loop has no formal range", token=prose_of(header), position=position,
                       hint="Write `for t = 1 to T` or `for i in S`.")  # fmt: skip


def nested(loops: tuple[Loop, ...], body: tuple[Statement, ...]) -> list[Statement]:
    """The loops one in the other; a range without an end is counted until convergence."""
    for loop in reversed(loops):
        if loop.open and isinstance(loop.domain, Span) and isinstance(loop.domain.lower, Number):
            before = int(loop.domain.lower.text) - 1
            start = Number(str(before)) if before >= 0 else Neg(Number(str(-before)))
            count = Assign(
                loop.index,
                Binary("+", loop.index, Number("1")),
                f"{loop.index.latex} = {loop.index.latex} + 1",
            )
            first = Assign(loop.index, start, f"{loop.index.latex} = {before}")
            return [first, While(None, (count, *body))]
        body = (For(loop.index, loop.domain, body, loop.step),)
    return list(body)
