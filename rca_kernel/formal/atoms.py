"""Symbols with their scripts, groups, and whether `a(...)` applies a function or multiplies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.formal import commands
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.stream import ACCENTS, FONTS, GREEK, LETTERLIKE, OPENERS, SWITCHES
from rca_kernel.formal.symbols import Name
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Concat,
    Constant,
    Expr,
    Index,
    Number,
    Symbol,
    Transpose,
    walk,
)
from rca_kernel.formal.vocabulary import FUNCTION_LETTERS, FUNCTIONS, UNDECIDED_LETTERS, UNSUPPORTED

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def starts_symbol(token: Token) -> bool:
    return token.text in GREEK or token.text in FONTS or token.text in ACCENTS or token.text in LETTERLIKE


def read_symbol(parser: Parser) -> Expr:
    """A symbol with its scripts, applied, indexed, raised or transposed as it stands."""
    start = parser.here
    if commands.is_expectation(parser):
        parser.refuse("an expectation has no finite evaluation", hint="Give its estimator, for instance a mean.")
    if commands.is_indicator(parser):
        return read_power(parser, commands.read_indicator(parser))
    name = read_name(parser)
    if name.word and name.base.lower().replace("_", "") in UNSUPPORTED:
        parser.refuse(UNSUPPORTED[name.base.lower().replace("_", "")], start)
    if name.base in FUNCTIONS and (name.word or len(name.base) > 2):
        return commands.read_function(parser, name.base, start)
    read_scripts(parser, name)
    symbol = name.symbol()
    if name.base.isdigit():
        if name.base != "0" or name.subscript_latex:
            parser.refuse("a vector of ones: its length is not written", start)
        return Number("0")
    if isinstance(constant := _constant(parser, name, symbol), Constant):
        return read_power(parser, constant)
    value: Expr = _element(parser, symbol, name)
    if commands.at_argument_list(parser):
        applied = _application(parser, symbol, start)
        if applied is not None:
            return read_power(parser, applied)
    _note_bare(parser, symbol, name)
    return read_power(parser, value, symbol)


def _note_bare(parser: Parser, symbol: Symbol, name: Name) -> None:
    if not commands.at_argument_list(parser):
        parser.seen.bare.add(symbol.stem)
    follower, before = parser.here, parser.tokens[parser.place - 2] if parser.place >= 2 else None
    touching = follower.kind == "letter" and not follower.gap
    touched = before is not None and before.kind == "letter" and before.end == name.position
    if not touching and not touched:
        parser.seen.lone.add(f"|{name.base}|")


def _constant(parser: Parser, name: Name, symbol: Symbol) -> Constant | None:
    """`e` and `\\pi` unless they carry marks, are assigned or are applied."""
    if symbol.key in parser.setting.assigned or symbol.subscripts or name.subscript_latex or name.labels:
        return None
    if name.accents or name.primes or name.font not in {"", "rm"} or commands.at_argument_list(parser):
        if not (name.base == "e" or name.base == "pi") or name.accents or name.primes or name.font == "bold":
            return None
        if name.base == "pi":
            return None
    return Constant("pi") if name.base == "pi" else Constant("e") if name.base == "e" else None


def _element(parser: Parser, symbol: Symbol, name: Name) -> Expr:
    """An element where a subscript or a bracketed label uses a bound index, else the symbol itself."""
    letter = name.label_latex.strip("()[]")
    bound = Name(letter, letter).symbol()
    if name.label_latex and bound.key in parser.bound and not name.subscripts:
        bare = Name(name.base, name.latex, name.font, name.accents, name.primes, position=name.position,
                    prefix=name.prefix, word=name.word)  # fmt: skip
        return Index(bare.symbol(), (bound,))
    return symbol


def _application(parser: Parser, symbol: Symbol, start: Token) -> Expr | None:
    """`f(x)` as an application, or None where the parentheses are a factor."""
    mark = parser.place
    listed = commands.read_arguments(parser)
    after = parser.place
    survey = parser.setting.survey
    base = symbol.base
    if base in {"O", "o"} and symbol.key not in parser.setting.callables and symbol.key == symbol.stem:
        parser.refuse("an order of growth has no value", start)
    used_bare = survey is not None and symbol.stem in survey.bare
    if symbol.key in parser.setting.callables or symbol.stem in parser.setting.callables:
        return Apply(symbol, listed.args)
    if base == "sigma" and symbol.key == symbol.stem and symbol.stem not in parser.setting.assigned and (
        not used_bare and len(listed.args) == 1 and symbol.font != "bold"
    ):  # fmt: skip
        return Call("sigmoid", listed.args)
    if len(listed.args) != 1 or listed.separated or _names_a_function(symbol):
        parser.seen.applied.add(symbol.stem)
        return Apply(symbol, listed.args)
    if _is_single(listed.args[0]) and not used_bare:
        parser.seen.applied.add(symbol.stem)
        return Apply(symbol, listed.args)
    parser.place = mark
    if survey is None or used_bare and symbol.stem not in survey.applied:
        return None
    if symbol.stem in survey.applied:
        parser.place = after
        return Apply(symbol, listed.args)
    if base in UNDECIDED_LETTERS and symbol.key == symbol.stem:
        parser.refuse("this may be a function applied or a product", start,
                      "Name it among the callables, or write \\cdot for a product.")  # fmt: skip
    return None


def _names_a_function(symbol: Symbol) -> bool:
    """Letters and marks by which papers print functions."""
    if symbol.base in FUNCTION_LETTERS or symbol.font in {"cal", "scr"} or symbol.stem.startswith("word|"):
        return True
    if len(symbol.base) > 1 and not symbol.is_greek:
        return True
    subscripts = [s for s in symbol.subscripts if isinstance(s, Symbol)]
    return any(s.base in {"theta", "phi", "psi", "vartheta", "varphi"} for s in subscripts)


def _is_single(node: Expr) -> bool:
    return isinstance(node, Symbol | Apply | Index)


def read_braced(parser: Parser) -> Expr:
    """A TeX group `{...}`: fonts by switch, otherwise plain grouping."""
    start = parser.here
    group = parser.group()
    if not group:
        return commands.empty_group(parser, start)
    if group[0].kind == "command" and group[0].text in SWITCHES:
        return _switched(parser, group, start)
    inner = parser.sub_parser(group)
    single = len(group) >= 1 and (group[0].kind == "letter" or starts_symbol(group[0]))
    if single:
        node = _braced_symbol(parser, group, start)
        if node is not None:
            return node
    node = inner.expression()
    if inner.here.kind != "end":
        inner.refuse("this was not expected here")
    return read_group_power(parser, node, start)


def _braced_symbol(parser: Parser, group: Sequence[Token], start: Token) -> Expr | None:
    """`{\\epsilon}_\\theta(x)`: braces around one symbol change nothing."""
    depth_one = all(t.text not in {"^", "_", "(", "+", "-", "/"} for t in group)
    if not depth_one:
        return None
    probe = parser.sub_parser(group)
    from rca_kernel.errors import FormalError

    try:
        read_name(probe)
    except FormalError:
        return None
    if probe.here.kind != "end":
        return None
    place = parser.place
    parser.tokens = (*parser.tokens[: place - len(group) - 2], *group, *parser.tokens[place:])
    parser.place = place - len(group) - 2
    return parser.factor()


def _switched(parser: Parser, group: Sequence[Token], start: Token) -> Expr:
    """`{\\bf x}` and `{\\rm KL}` as the commands with arguments."""
    font = {"bf": "mathbf", "rm": "mathrm", "it": "mathit", "cal": "mathcal", "sf": "mathsf", "tt": "mathtt",
            "bfseries": "mathbf"}.get(group[0].text, "mathrm")  # fmt: skip
    place = parser.place
    command = Token("command", font, group[0].start, group[0].end)
    opened = Token("open", "{", group[0].end, group[0].end)
    closed = Token("close", "}", group[-1].end, group[-1].end)
    first = place - len(group) - 2
    parser.tokens = (*parser.tokens[:first], command, opened, *group[1:], closed, *parser.tokens[place:])
    parser.place = first
    return parser.factor()


def read_parenthesised(parser: Parser) -> Expr:
    """`( ... )`, `[ ... ]` or `\\{ ... \\}` as a factor; a bracketed list is a concatenation."""
    opened = parser.take()
    closing = OPENERS[opened.text]
    if opened.text == "lbrace" and opened.side == "open" and parser.at("begin"):
        node = parser.factor()
        parser.accept("rbrace")
        return node
    bars, norms = parser.bars, parser.norms
    parser.bars = parser.norms = 0
    parts = [parser.expression()]
    while opened.text == "[" and parser.at(",", ";"):
        parser.take()
        parts.append(parser.expression())
    if parser.at(","):
        parser.refuse("a list is no factor", opened)
    parser.expect(closing, f"the closing bracket of {opened.text!r}")
    parser.bars, parser.norms = bars, norms
    node = parts[0] if len(parts) == 1 else Concat(tuple(parts))
    return read_group_power(parser, node, opened)


def read_group_power(parser: Parser, node: Expr, opened: Token) -> Expr:
    if parser.at("_"):
        parser.refuse("a subscript on an expression")
    return read_power(parser, node)


def read_power(parser: Parser, node: Expr, symbol: Symbol | None = None) -> Expr:
    """Powers, transposes and factorials after an operand."""
    while True:
        if parser.at("!"):
            parser.take()
            node = Call("factorial", (node,))
        elif parser.at("^"):
            mark = parser.take()
            group = parser.group()
            if not group:
                parser.refuse("an empty superscript", mark)
            node = _raised(parser, node, group, mark, symbol)
            if parser.at("_"):
                parser.refuse("a subscript after a power")
            if parser.at("^"):
                if not isinstance(node, Transpose):
                    parser.refuse("a second superscript")
                continue
            symbol = None
        elif parser.at("'"):
            parser.refuse("a prime on an expression: a derivative or a transpose")
        else:
            return node


def _raised(parser: Parser, node: Expr, group: Sequence[Token], mark: Token, symbol: Symbol | None) -> Expr:
    letters = [t for t in group if t.kind not in {"open", "close"}]
    words = [t.text for t in letters]
    if words in (["top"], ["intercal"], ["mathsf", "T"], ["mathrm", "T"], ["text", "T"], ["rm", "T"], ["mathtt", "T"],
                 ["textrm", "T"], ["mathbf", "T"], ["sf", "T"], ["tran"], ["trans"]):  # fmt: skip
        return Transpose(node)
    if words == ["T"] and _is_transpose(parser, node, mark):
        return Transpose(node)
    if len(words) == 1 and words[0] in {"circ", "dagger", "H", "ddagger", "perp", "complement"} or words[:1] in (
        ["mathrm"], ["text"], ["odot"], ["circ"]
    ):  # fmt: skip
        parser.refuse("this superscript has no single meaning here", group[0])
    if words in (["*"], ["ast"], ["star"], ["+"], ["-"], ["prime"]):
        parser.refuse("a mark on an expression has no single meaning", group[0])
    exponent = parser.whole(group)
    if parser.here.kind == "digits" and len(group) == 1 and group[0].kind == "digits" and not parser.here.gap:
        parser.refuse("an exponent of several digits without braces", mark, "Write ^{...}.")
    if symbol is not None and isinstance(exponent, Symbol):
        _check_letter_power(parser, symbol, exponent, mark)
    return Binary("^", node, exponent)


def _is_transpose(parser: Parser, node: Expr, mark: Token) -> bool:
    """`x^T`: a transpose on Latin or bold symbols, a power on Greek ones; refused where T is also a value."""
    survey = parser.setting.survey
    t_is_value = survey is not None and "|T||" in survey.bare
    symbols = [s for s in walk(node) if isinstance(s, Symbol)]
    arrays = [s for s in symbols if s.font == "bold" or s.is_latin or s.base[:1].isupper()]
    numeric = any(isinstance(n, Number) for n in walk(node))
    if not arrays or (numeric and not any(s.font == "bold" for s in arrays)):
        if arrays:
            parser.refuse("^T may be a transpose or a power", mark, "Write ^\\top for a transpose.")
        return False
    if t_is_value and not any(s.font == "bold" for s in arrays):
        parser.refuse("^T may be a transpose or a power: T is also a value", mark, "Write ^\\top for a transpose.")
    return True


def _check_letter_power(parser: Parser, symbol: Symbol, exponent: Symbol, mark: Token) -> None:
    """A letter above a Latin base may be an index instead of a power."""
    if not (exponent.is_latin and len(exponent.stem) == len(exponent.key)):
        return
    lettered = any(isinstance(n, Symbol) for s in symbol.subscripts for n in walk(s))
    reason = "this superscript may be an index or a power"
    hint = "Write x^{(k)} for an index, or (x)^k for a power."
    if symbol.font == "bold":
        parser.refuse(reason, mark, hint)
    if lettered or (symbol.is_latin and symbol.subscripts):
        parser.refuse(reason, mark, hint)
    if symbol.is_latin:
        raised = parser.seen.raised.setdefault(exponent.key, set())
        raised.add(symbol.stem)
        survey = parser.setting.survey
        known = survey.raised.get(exponent.key, set()) if survey else raised
        if len(known | raised) > 1 or (
            exponent.key in parser.bound and (symbol.base.isupper() or exponent.key not in parser.from_zero)
        ):
            parser.refuse(reason, mark, hint)
