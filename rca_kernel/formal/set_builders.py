"""`\\{v \\in V : P(v) \\ge p\\}`, `\\{i \\mid x_i > 0\\}`: elements or indices with a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.formal import limits
from rca_kernel.formal.depths import depths
from rca_kernel.formal.tree import Expr, Number, Reduce, Span

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_BARS = {"mid", "|", ":"}


def read_builder(parser: Parser) -> Expr | None:
    """The set, after its opening brace; None where the braces hold something else."""
    tokens = parser.tokens[parser.place :]
    level = depths(tokens)
    end = next((n for n, t in enumerate(tokens) if t.text == "rbrace" and not level[n]), 0)
    bars = [
        n for n in range(1, end) if not level[n] and tokens[n].kind != "letter" and tokens[n].text in _BARS
    ]
    if not bars or bars[0] + 1 >= end:
        return None
    head, condition = tokens[: bars[0]], tokens[bars[0] + 1 : end]
    if not any(t.text == "in" for t in head) and len(head) != 1:
        return None
    if not any(t.kind != "letter" and t.text in {*_RELATIONS} for t in condition):
        return None
    if len(head) == 1:
        index, domain = limits.index_of(parser, head), Span(Number("1"), None)
    else:
        index, domain, _ = limits.domains(parser, [head], None, tokens[0])[0][0]  # type: ignore[assignment]
    parser.bound.append(index.key)
    inner = parser.sub_parser(condition)
    body = inner.condition()
    inner.expect_end("this was not expected in a condition")
    parser.bound.pop()
    parser.place += end + 1
    return Reduce("set", index, domain, body)


_RELATIONS = (
    "<",
    ">",
    "=",
    "le",
    "leq",
    "ge",
    "geq",
    "neq",
    "ne",
    "in",
    "notin",
    "leqslant",
    "geqslant",
    "lt",
    "gt",
)
