"""Prose lines of pseudocode as functions to be given: named by their words, with the line as the quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rca_kernel.errors import FormalError
from rca_kernel.formal.depths import depths
from rca_kernel.formal.lefts import read_left
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.parser import Parser, Setting, parse
from rca_kernel.formal.pieces import commas, is_mark, padded, tokens_of, unwrapped
from rca_kernel.formal.segments import Segment, prose_of, segments
from rca_kernel.formal.statements import Assign, Effect
from rca_kernel.formal.symbols import legal_name
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Apply, Compare, Expr, Symbol, children

_MAKES = {
    "sample", "draw", "generate", "compute", "calculate", "evaluate", "estimate", "obtain", "get", "find",
    "select", "choose", "pick", "let", "set", "initialize", "initialise", "construct", "build", "define",
    "create", "collect", "solve", "receive", "observe", "load", "form", "determine", "approximate", "learn",
    "derive", "fetch", "take", "extract", "assign",
}  # fmt: skip
_CHANGES = {
    "update", "shuffle", "sort", "normalize", "normalise", "permute", "augment", "clip", "train",
    "fit", "project", "reset", "optimize", "optimise", "improve", "refine", "perturb", "randomize", "prune",
    "reduce", "increase", "decrease", "decay", "fine-tune", "finetune", "whiten", "truncate",
}  # fmt: skip
_AWAY = {
    "from", "of", "with", "by", "in", "on", "using", "for", "to", "into", "over", "via", "at", "that", "such",
    "w.r.t", "wrt", "according", "through", "between", "under", "where", "which", "as", "if", "when",
}  # fmt: skip
_SILENT = _AWAY | {
    "the", "a", "an", "and", "or", "is", "are", "be", "then", "next", "first", "also", "it", "its", "their",
    "all", "each", "every", "do", "respect", "this", "these", "those",
}  # fmt: skip
_RELATIONS = {"in", "subset", "subseteq", "mid", "le", "leq", "ge", "geq", "<", ">", "ne", "neq", "approx"}
_WORDY = re.compile(r"\\(?:text|textrm|textit|textbf|mathrm|mbox)\s*\{([^{}$]*[A-Za-z]\s+[^{}$]*)\}")
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Hook:
    """A function that the paper states in words only: its line, what it takes and what it gives."""

    symbol: Symbol
    quote: str
    args: tuple[Expr, ...]
    results: tuple[Symbol, ...]
    gives: Literal["values", "truth", "result"] = "values"

    @property
    def call(self) -> Apply:
        return Apply(self.symbol, self.args)

    @property
    def statement(self) -> Assign | Effect:
        if not self.results:
            return Effect(self.call)
        return Assign(self.results[0], self.call, self.quote, self.quote, others=self.results[1:])

    @property
    def note(self) -> str:
        """What to give, in one line."""
        given = {"truth": "true or false", "result": "what is returned"}.get(self.gives, "")
        given = given or ", ".join(r.latex for r in self.results)
        taken = f"of ({', '.join(map(_latex, self.args))})" if self.args else "of nothing"
        said = f"{taken} that gives {given}" if given else f"{taken} that is called for what it does"
        return f"{said}, stated in words only: \u201c{self.quote}\u201d"


def read_hook(text: str, position: int, setting: Setting) -> Hook:
    """The function that a line of prose asks for.

    It takes the values of the symbols that the line names; it gives those that the line says it makes
    (`Sample a trajectory $\\tau$ from $\\pi$`) or changes (`Update $\\theta$ on $B$`).
    """
    parts = [p for p in segments(_unworded(text), position) if p.text.strip()]
    made, changed, rest = _objects(parts, setting)
    args = [*changed, *(e for part in rest for e in _named(part, setting))]
    quote = prose_of(text).strip(" .;:")
    return Hook(_symbol(quote, parts, position), quote, _distinct(args), made)


def read_condition_hook(text: str, position: int, setting: Setting) -> Hook:
    """The question that a condition asks in words."""
    parts = [p for p in segments(_unworded(text), position) if p.text.strip()]
    args = _distinct([e for part in parts if part.math for e in _named(part, setting)])
    quote = prose_of(text).strip(" .;:")
    return Hook(_symbol(quote, parts, position), quote, args, (), "truth")


def read_result_hook(text: str, position: int, setting: Setting) -> Hook:
    """What is returned in words."""
    return replace(read_condition_hook(text, position, setting), gives="result")


def holds_words(text: str) -> bool:
    """Whether words stand inside the mathematics of a line."""
    return any(part.math and _WORDY.search(part.text) for part in segments(text))


def _unworded(text: str) -> str:
    """Words inside mathematics are prose."""
    return "".join(
        f"${_WORDY.sub(lambda m: f'$ {m.group(1)} $', part.text)}$" if part.math else part.text
        for part in segments(text)
    )


def _objects(
    parts: Sequence[Segment], setting: Setting
) -> tuple[tuple[Symbol, ...], list[Expr], list[Segment]]:
    """The symbols that are made, the old values of those that are changed, the other mathematics."""
    maths = [p for p in parts if p.math]
    for part in maths:
        targets, right = _assigned(part, setting)
        if targets:
            others = [p for p in maths if p is not part]
            return targets, [], [*([right] if right.text.strip() else []), *others]
    first = next((n for n, p in enumerate(parts) if p.math), None)
    words = _words(" ".join(p.text for p in parts[:first])) if first is not None else []
    words = words[next((n for n, w in enumerate(words) if w in _MAKES | _CHANGES), len(words)) :]
    if first is None or not words or set(words[1:]) & _AWAY:
        return (), [], maths
    made: list[Symbol] = []
    rest: list[Segment] = []
    joined = True
    for place, part in enumerate(parts[first:], first):
        if not part.math:
            joined = joined and part.text.strip() in {",", "and", ", and"}
            continue
        targets, right = _left_of(part, setting) if joined or place == first else ((), part)
        made += targets
        if right.text.strip():
            rest.append(right)
            joined = joined and bool(targets) and right is not part
    changed: list[Expr] = list(made) if words[0] in _CHANGES else []
    return tuple(made), changed, rest


def _assigned(part: Segment, setting: Setting) -> tuple[tuple[Symbol, ...], Segment]:
    """What an assignment in the line writes, and its right side."""
    tokens = tokens_of(part.text, part.position)
    mark = next((n for n, (t, d) in enumerate(zip(tokens, depths(tokens), strict=True)) if is_mark(t, d)), 0)
    return _split(part, tokens, mark, setting) if mark else ((), part)


def _left_of(part: Segment, setting: Setting) -> tuple[tuple[Symbol, ...], Segment]:
    """`x`, `(x, y)` or `x \\in D`: the symbols, and what stands after them."""
    tokens = tokens_of(part.text, part.position)
    mark = next((n for n, t in enumerate(tokens) if t.text in _RELATIONS), len(tokens))
    return _split(part, tokens, mark, setting)


def _split(
    part: Segment, tokens: tuple[Token, ...], mark: int, setting: Setting
) -> tuple[tuple[Symbol, ...], Segment]:
    try:
        lefts = [
            read_left(t, padded(part), setting.callables) for t in commas(unwrapped(tuple(tokens[:mark])))
        ]
    except FormalError:
        return (), part
    if any(left.applied for left in lefts) or not lefts:
        return (), part
    start = tokens[mark].end - part.position if mark < len(tokens) else len(part.text)
    return tuple(left.symbol for left in lefts), Segment(True, part.text[start:], part.position + start)


def _named(part: Segment, setting: Setting) -> Iterator[Expr]:
    """The symbols of one piece of mathematics, applied functions as their values."""
    tokens = tokens_of(part.text, part.position)
    pieces: list[list[Token]] = [[]]
    for token, depth in zip(tokens, depths(tokens), strict=True):
        if depth == 0 and (is_mark(token, depth) or token.text in _RELATIONS):
            pieces.append([])
        else:
            pieces[-1].append(token)
    for piece in pieces:
        for one in commas(unwrapped(tuple(piece))):
            try:
                yield from _values(parse(_bare_set(one), padded(part), setting))
            except FormalError:
                yield from _scanned(one, padded(part), setting)


def _scanned(tokens: Sequence[Token], source: str, setting: Setting) -> Iterator[Expr]:
    """The symbols of a formula that has no value, without the functions that it applies."""
    parser = Parser(tokens, source, setting)
    while parser.here.kind != "end":
        try:
            name = read_name(parser)
            read_scripts(parser, name)
        except FormalError:
            parser.take()
            continue
        if not name.base.isdigit() and parser.here.text != "(":
            yield name.symbol()


def _bare_set(tokens: Sequence[Token]) -> Sequence[Token]:
    """`\\{x_i\\}_{i=1}^n` is the array x."""
    close = next((n for n, t in enumerate(tokens) if t.text == "rbrace"), 0)
    if tokens[0].text != "lbrace" or not close:
        return tokens
    scripts = next((n for n in range(1, close) if tokens[n].text == "_"), close)
    return tokens[1:scripts]


def _values(node: Expr) -> Iterator[Expr]:
    if isinstance(node, Symbol | Apply):
        yield node
    elif isinstance(node, Compare):
        for operand in node.operands:
            yield from _values(operand)
    else:
        for child in children(node):
            yield from _values(child)


def _latex(node: Expr) -> str:
    if isinstance(node, Apply):
        return f"{node.function.latex}({', '.join(map(_latex, node.args))})"
    return node.latex if isinstance(node, Symbol) else "..."


def _distinct(args: Sequence[Expr]) -> tuple[Expr, ...]:
    return tuple({n.key if isinstance(n, Symbol) else n: n for n in args}.values())


def _words(prose: str) -> list[str]:
    plain = re.sub(r"\\[A-Za-z]+", " ", prose).lower()
    return re.findall(r"[a-z][a-z0-9-]*(?:\.[a-z]\.?)*", plain)


def _symbol(quote: str, parts: Sequence[Segment], position: int) -> Symbol:
    """The function's name is made of the first words that say something."""
    words = [w for w in _words(" ".join(p.text for p in parts if not p.math)) if w not in _SILENT]
    name = legal_name("_".join(words[:_LONGEST]).replace("-", "_").replace(".", "") or "step")
    key = f"hook|{quote}"
    return Symbol(key, key, quote, quote, (name, f"{name}_step"), (name,), (), position)
