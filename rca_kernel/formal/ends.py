"""Both ends of an algorithm: values that it starts from, and values that it returns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.formal.depths import depths
from rca_kernel.formal.lefts import read_left
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.parts import trimmed
from rca_kernel.formal.pieces import assigns, commas, is_mark, padded, unwrapped
from rca_kernel.formal.requirements import Requirement, read_requirement
from rca_kernel.formal.segments import Segment
from rca_kernel.formal.sequences import DOTS, listing
from rca_kernel.formal.statements import Assign, Statement
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.tree import Expr
from rca_kernel.formal.wording import FILLER, FORMULA, OTHER, marked, words_of

_START = re.compile(r"^\W*(?:randomly\s+)?initiali[sz]e\b", re.IGNORECASE)
_CHOICE = re.compile(r"^\W*(?:let|choose|pick|select|take|start\s+(?:from|with|at))\b", re.IGNORECASE)
_CHOSEN = re.compile(r"\\in(?![a-z])|[_^]\{?\s*\(?\s*[01]\s*\)?\s*\}?\s*$")
_INITIAL = FILLER | {
    "initial", "network", "networks", "policy", "critic", "actor", "randomly", "arbitrarily", "buffer",
    "guess", "point", "counter", "estimates", "at", "random", "vectors", "iterate", "iterates", "table",
    "theta", "arbitrary", "variables", "distribution", "centroids", "centers", "means", "generator",
    "discriminator", "target", "encoder", "choose", "pick", "select", "start", "from", "any", "some",
    "feasible", "starting", "decoder", "solution", "position", "sequence", "chain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Initial:
    """`Initialize weights $w_0$, $t = 0$`: what is given, and the steps that are left."""

    given: tuple[Requirement, ...]
    steps: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """What is returned, and the steps that define it where it is returned as `$P = \\ldots$`."""

    steps: tuple[Statement, ...]
    values: tuple[Expr, ...]


def initial_values(parts: Sequence[Segment]) -> Initial | None:
    """None where the line does something else than initialize."""
    formal = [p for p in parts if p.math and assigns(p)]
    others = [p for p in parts if p.math and p not in formal]
    line = marked(parts, formal)
    if not others or not words_of(line) <= _INITIAL or re.search(r"\d", line):
        return None
    chosen = _CHOICE.match(line) is not None and all(_CHOSEN.search(p.text) for p in others)
    if not chosen and not _START.match(line):
        return None
    if not re.fullmatch(rf"[\w\s-]*?(?:[\w\s-]*[{FORMULA}{OTHER}]\s*(?:,|and|;)?)+[\w\s.-]*", line):
        return None
    given = [r for p in others for r in read_requirement(f"{_words(line)} ${p.text}$")]
    if len(given) < len(others):
        return None
    steps = [s for p in formal for s in (Segment(False, " ", p.position), p)]
    return Initial(tuple(given), tuple(steps))


def _words(line: str) -> str:
    said = words_of(line)
    return "initial value" if "initial" not in said else ""


def read_values(part: Segment, setting: Setting) -> Values:
    """`$a, b$`, `$x_1, \\ldots, x_n$`, `$P = \\ldots$`."""
    tokens = tuple(t for t in tokenize(part.text, part.position) if t.kind != "end")
    source = padded(part)
    pieces = commas(unwrapped(_unbraced(trimmed(tokens))))
    if any(p[0].text in DOTS for p in pieces) and len(pieces) in {3, 4}:
        first, last = (parse(trimmed(p), source, setting) for p in (pieces[0], pieces[-1]))
        return Values((), (listing(first, last),))
    steps: list[Statement] = []
    values: list[Expr] = []
    for piece in pieces:
        marks = [n for n, (t, d) in enumerate(zip(piece, depths(piece), strict=True)) if is_mark(t, d)]
        if marks:
            target = read_left(piece[: marks[0]], source, setting.callables).symbol
            latex = source[piece[0].start : piece[-1].end]
            steps.append(Assign(target, parse(trimmed(piece[marks[0] + 1 :]), source, setting), latex))
            values.append(target)
        else:
            values.append(parse(trimmed(piece), source, setting))
    return Values(tuple(steps), tuple(values))


def _unbraced(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """`\\{x_1, \\ldots, x_n\\}` without its braces."""
    if tokens and tokens[0].text == "lbrace" and tokens[-1].text == "rbrace":
        return tokens[1:-1]
    return tokens
