"""`f(x)_i`, `[W x]_j`, `\\mathrm{softmax}(z)_{ij}`: one number of a value that is an array."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.moments import shifted
from rca_kernel.formal.run_labels import is_run
from rca_kernel.formal.subscripts import index_expressions
from rca_kernel.formal.symbols import Name, spoken
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Call, Expr, Index, Number, Symbol

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_PLACES = {"i", "j", "k", "l", "m", "n", "c", "t", "y"}


def below(parser: Parser, node: Expr) -> Expr:
    """`{\\mu_{\\text{x}}}_k`: a name with a second subscript, the place in it."""
    if not isinstance(node, Symbol) or not parser.at("_"):
        return node
    parser.take()
    group = parser.group()
    words = spoken(group, parser.source, parser.offset)
    names = tuple(f"{n}_{words}" for n in node.names)
    inside = "".join(t.text for t in group)
    return Symbol(f"{node.key}_{{{inside}}}", node.key, f"{{{node.latex}}}_{{{inside}}}", node.latex, names,
                  node.names, index_expressions(parser, group), node.position)  # fmt: skip


def component(parser: Parser, node: Expr, start: Token) -> Expr:
    """The element of `node` that a subscript at hand names; `node` itself where there is none."""
    if not parser.at("_"):
        return node
    parser.take()
    group = parser.group()
    places = index_expressions(parser, group) if not isinstance(node, Symbol | Number) else ()
    if not places or not all(_is_place(parser, p) for p in places):
        parser.refuse("a subscript on an expression", start)
    return Call("item", (node, *(_from_one(parser, p) for p in places)))


def _is_place(parser: Parser, node: Expr) -> bool:
    if isinstance(node, Number):
        return node.text.isdigit() and node.text != "0"
    letter = node.key if isinstance(node, Symbol) else ""
    return letter in parser.bound or letter.strip("|") in _PLACES


def _from_one(parser: Parser, node: Expr) -> Expr:
    """A place counted from 1, also where its sum starts at 0."""
    return shifted(node, 1) if isinstance(node, Symbol) and node.key in parser.from_zero else node


def element(parser: Parser, symbol: Symbol, name: Name) -> Expr:
    """`x_j^{(i)}` with a bound i: an element, the superscript first; else the symbol itself."""
    if is_run(name.label_tokens):
        return symbol
    tokens = [t for t in name.label_tokens if t.text not in {"(", ")", "[", "]"}]
    places = index_expressions(parser, tokens) if tokens and len(name.labels) == 1 else ()
    bound = set(parser.bound)
    if not any(uses(p, bound) for p in places):
        return symbol
    bare = replace(name, labels=(), label_latex="", label_tokens=(), written="")
    if not name.subscript_latex or any(uses(s, bound) for s in name.subscripts):
        array = replace(bare, subscript="", subscript_latex="", subscripts=()).symbol()
        return Index(array, (*places, *name.subscripts))
    below = name.subscript_latex
    array = replace(bare, written=f"_{below}" if len(below) == 1 else f"_{{{below}}}").symbol()
    whole = replace(array, stem=array.key, stem_latex=array.latex, stem_names=array.names, subscripts=())
    return Index(whole, places)
