"""`x \\sim p(x \\mid y)`: a draw from a distribution that only a letter names calls a sampler."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.formal.depths import depths
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.parser import Parser, Setting, parse
from rca_kernel.formal.pieces import commas
from rca_kernel.formal.symbols import legal_name
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Apply, Expr, Symbol

_NAMED = {"N", "U"}


def read_sampler(
    tokens: Sequence[Token], drawn: Sequence[Symbol], source: str, setting: Setting
) -> Apply | None:
    """The call of the sampler: it takes what stands after the bar, or what is not drawn."""
    parser = Parser(list(tokens), source, setting)
    if parser.here.kind == "command" and parser.here.text in {"text", "mathrm", "operatorname", "textrm"}:
        return None
    name = read_name(parser)
    read_scripts(parser, name)
    symbol = name.symbol()
    bare = parser.here.kind == "end"
    if len(symbol.base) > 1 and not symbol.is_greek:
        return None
    if symbol.base in _NAMED and not bare:
        return None
    if bare:
        return Apply(_sampler(symbol), ())
    rest = tokens[parser.place :]
    if rest[0].text != "(" or rest[-1].text != ")":
        return None
    return Apply(_sampler(symbol), _given(rest[1:-1], drawn, source, setting))


def _given(
    inside: Sequence[Token], drawn: Sequence[Symbol], source: str, setting: Setting
) -> tuple[Expr, ...]:
    bars = [n for n, (t, d) in enumerate(zip(inside, depths(inside), strict=True))
            if d == 0 and t.text in {"|", "mid", "vert", "Vert", "given", ";"}]  # fmt: skip
    kept = inside[bars[0] + 1 :] if bars else inside
    args = [parse(one, source, setting) for one in commas(kept) if [t.text for t in one] != ["cdot"]]
    ours = {s.key for s in drawn}
    return tuple(a for a in args if not (isinstance(a, Symbol) and a.key in ours))


def _sampler(symbol: Symbol) -> Symbol:
    """A function of its own, so that `p` may still be a density."""
    names = tuple(legal_name(f"sample_{n.strip('_')}") for n in symbol.names)
    return replace(
        symbol, key=f"sample {symbol.key}", stem=f"sample {symbol.stem}", names=names, stem_names=names
    )
