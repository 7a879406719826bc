"""Headers of loops and branches: ranges, collections, conditions, convergence."""

from __future__ import annotations

import re

from rca_kernel.errors import FormalError
from rca_kernel.formal.lefts import read_left
from rca_kernel.formal.parser import Parser, Setting, parse
from rca_kernel.formal.segments import prose_of, segments
from rca_kernel.formal.tokens import tokenize
from rca_kernel.formal.tree import Expr, Index, Members, Number, Span, Symbol

_CONVERGED = re.compile(
    r"\b(?:not\s+(?:yet\s+)?converged|until\s+convergence|convergence|converged|not\s+done|stopping\s+criteri\w+|"
    r"termination\s+criteri\w+|criterion\s+(?:is\s+)?(?:not\s+)?met|not\s+terminated|no\s+convergence)\b",
    re.IGNORECASE,
)
_DOTS = r"(?:\\[lc]?dots[cbmio]?|\.\.\.)"
_RANGE = re.compile(
    rf"^(?P<lower>.+?),\s*(?:(?P<second>[^,]+?),\s*)?{_DOTS}\s*,?\s*(?P<upper>.+)$", re.DOTALL
)
_WORDS = {"for", "each", "all", "every", "do", "in", "iteration", "step", "epoch", "round", "timestep",
    "while",
          "if", "then", "episode", "sample", "example", "batch", "element", "index", "steps",
          "iterations"}  # fmt: skip


def read_loop(header: str, position: int, setting: Setting) -> tuple[Symbol, Span | Members, int]:
    """`$t = 1, \\ldots, T$`, `$t = 1$ to $T$`, `$i \\in S$`, descending ranges with step -1."""
    text = header.replace("\\KwTo", " to ").replace("\\To", " to ").replace("\\textbf{to}", " to ")
    text = re.sub(r"\\text(?:bf|rm|it)?\{\s*(to|do|down\s*to|in)\s*\}", r" \1 ", text)
    text = re.sub(r"\\algorithmic(to|in|do)\b|\\(do|in)$", lambda m: f" {m.group(1) or m.group(2)} ", text)
    plain = text.replace("$", " ").strip()
    down = bool(re.search(r"\bdown\s*to\b", plain))
    between = re.split(r"(?<![\\A-Za-z])(?:down\s*to|to)(?![A-Za-z])", plain)
    words = re.sub(r"\\[A-Za-z]+", " ", " ".join(s.text for s in segments(text) if not s.math))
    extra = set(re.findall(r"[a-z]{2,}", words.lower())) - _WORDS - {"to", "downto", "down"}
    if "$" in text and extra:
        raise _refusal(header, position)
    plain = re.sub(r"^(?:\s*(?:for|each|all|every)\b)+", "", between[0])
    if len(between) == 2:
        return _counted(plain, between[1], down, position, setting, header)
    if len(between) > 2:
        raise _refusal(header, position)
    match = re.match(r"^(.*?)(?:=|\\gets|\\leftarrow|\\in(?![a-z])|:=)(.*)$", plain, re.DOTALL)
    if not match:
        raise _refusal(header, position)
    index_text, rest = match.group(1), match.group(2).strip()
    rest = (
        re.sub(r"^\\?(?:left)?\\\{|\\?(?:right)?\\\}$", "", rest.strip())
        .strip()
        .removesuffix("\\right")
        .strip()
    )
    bracket = re.match(r"^\[\s*([^,\]]+)\s*\]$", rest)
    if bracket:
        return _index(index_text), Span(Number("1"), _read(bracket.group(1), setting)), 1
    ranged = _RANGE.match(rest)
    if ranged:
        return _dotted(index_text, ranged, position, setting, header)
    if "\\in" not in plain:
        raise _refusal(header, position)
    collection = _read(rest, setting)
    if not isinstance(collection, Symbol | Index):
        raise _refusal(header, position)
    return _index(index_text), Members(collection), 1


def _counted(
    head: str, stop: str, down: bool, position: int, setting: Setting, header: str
) -> tuple[Symbol, Span | Members, int]:
    match = re.match(r"^(.*?)(?:=|\\gets|\\leftarrow|\\in(?![a-z])|:=|\bfrom\b)(.*)$", head, re.DOTALL)
    if not match:
        raise _refusal(header, position)
    stop = re.sub(r"(?<![\\A-Za-z])do\s*$", "", stop)
    lower, upper = _read(match.group(2), setting), _read(stop, setting)
    return _directed(_index(match.group(1)), lower, upper, down, header, position)


def _dotted(
    index_text: str, ranged: re.Match[str], position: int, setting: Setting, header: str
) -> tuple[Symbol, Span | Members, int]:
    lower, upper = _read(ranged.group("lower"), setting), _read(ranged.group("upper"), setting)
    down = isinstance(upper, Number) and not isinstance(lower, Number)
    if second := ranged.group("second"):
        follow = _read(second, setting)
        steps = isinstance(lower, Number) and isinstance(follow, Number)
        if steps and int(follow.text) - int(lower.text) != 1:  # type: ignore[union-attr]
            raise _refusal(header, position)
    return _directed(_index(index_text), lower, upper, down, header, position)


def _directed(
    index: Symbol, first: Expr, last: Expr, down: bool, header: str, position: int
) -> tuple[Symbol, Span | Members, int]:
    if isinstance(first, Number) and isinstance(last, Number) and int(first.text) > int(last.text):
        down = True
    if isinstance(last, Number) and isinstance(first, Symbol):
        down = True
    return (index, Span(last, first), -1) if down else (index, Span(first, last), 1)


def _index(text: str) -> Symbol:
    tokens = [t for t in tokenize(text) if t.kind != "end"]
    if not tokens:
        raise FormalError("a loop without its index", token=text)
    left = read_left(tokens, text)
    if left.applied:
        raise FormalError("a loop over tuples", token=text)
    return left.symbol


def _read(text: str, setting: Setting) -> Expr:
    tokens = [t for t in tokenize(text) if t.kind != "end"]
    if not tokens:
        raise FormalError("a limit of the loop is missing", token=text)
    return parse(tokens, text, setting)


def _refusal(header: str, position: int) -> FormalError:
    return FormalError("this loop has no formal range", token=prose_of(header), position=position,
                       hint="Write `for t = 1 to T` or `for i in S`.")  # fmt: skip


def read_condition(header: str, position: int, setting: Setting) -> Expr | None:
    """A condition in mathematics; None for 'not converged'."""
    prose = " ".join(s.text for s in segments(header) if not s.math)
    if _CONVERGED.search(prose) or _CONVERGED.search(re.sub(r"\\(?:text|mathrm)\{([^}]*)\}", r"\1", header)):
        return None
    left = set(re.findall(r"[a-z]+", re.sub(r"\\[a-zA-Z]+", " ", prose).lower())) - {
        "and",
        "or",
        "do",
        "then",
    }
    maths = [s for s in segments(header) if s.math]
    if left or not maths:
        raise FormalError("this condition has no formal meaning", token=prose_of(header), position=position,
                          hint="Write the condition as a comparison.")  # fmt: skip
    joined = "".join(
        s.text if s.math else " \\land " if "and" in s.text else " \\lor " if "or" in s.text else " "
        for s in segments(header)
    )
    tokens = [t for t in tokenize(joined) if t.kind != "end"]
    parser = Parser(tokens, joined, setting)
    condition = parser.condition()
    if parser.here.kind != "end":
        parser.refuse("this was not expected in a condition")
    return condition
