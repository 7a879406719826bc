"""Reading one name: letters, words, fonts, accents, subscripts and labels."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal.labels import label_ahead
from rca_kernel.formal.stream import ACCENTS, FONTS, GREEK, LETTERLIKE, WORDS
from rca_kernel.formal.subscripts import check_unread, read_subscript
from rca_kernel.formal.symbols import Name, spoken
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import (
    ABBREVIATIONS,
    ITALIC_FUNCTIONS,
    LIKELY_MATRIX_LETTERS,
    MATRIX_LETTERS,
)
from rca_kernel.formal.words import MATHEMATICAL, spoken_word

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def read_name(parser: Parser) -> Name:  # noqa: RET503 - refuse() raises
    """The base of a symbol (no scripts yet): a letter, a Greek letter, a word, under fonts and accents."""
    token = parser.here
    if token.kind == "letter":
        return _letters(parser)
    if token.kind == "digits":
        parser.take()
        return Name(token.text, token.text, position=token.start)
    if token.kind == "command":
        if token.text in GREEK:
            return _greek(parser)
        if token.text in LETTERLIKE:
            parser.take()
            return Name(LETTERLIKE[token.text], "\\" + token.text, position=token.start)
        if token.text in FONTS:
            return _styled(parser)
        if token.text in ACCENTS:
            return _accented(parser)
    parser.refuse("a symbol was expected")


def _letters(parser: Parser) -> Name:
    """One italic letter; a run of letters that is a known word is that word."""
    first = parser.here
    run = _run(parser)
    word = "".join(t.text for t in run)
    shown = all(t.text in parser.setting.letters for t in run)
    if len(run) > 1 and not shown and (word in ABBREVIATIONS or word in ITALIC_FUNCTIONS):
        parser.place += len(run)
        return Name(word, word, position=first.start, word=True)
    if len(run) > 1:
        parser.seen.runs.add(word)
    unknown = len(run) > 2 and not _is_known(parser, run) and not _goes_on(parser, word)
    if (unknown or (len(run) == 2 and word.isupper() and not _is_product(parser, run))) and (
        not _are_factors(parser, run)
    ):
        parser.refuse(f"the letters {word!r} may be a name or a product", first,
                      f"Write \\mathrm{{{word}}} for a name, or put spaces into a product.")  # fmt: skip
    parser.take()
    return Name(first.text, first.text, position=first.start)


def _run(parser: Parser) -> list[Token]:
    """The letters from here on that touch each other; inside a run only its first letter asks."""
    before = parser.tokens[parser.place - 1] if parser.place else None
    if before is not None and before.kind == "letter" and before.end == parser.here.start:
        return [parser.here]
    run = [parser.here]
    while (token := parser.tokens[parser.place + len(run)]).kind == "letter" and token.start == run[-1].end:
        run.append(token)
    return run


def _is_product(parser: Parser, run: list[Token]) -> bool:
    """Two touching capitals are a product where a script follows or both stand alone elsewhere."""
    follower = parser.tokens[parser.place + len(run)]
    if follower.text in {"^", "_"} and follower.kind == "char":
        return True
    weighted = run[0].text in LIKELY_MATRIX_LETTERS | MATRIX_LETTERS and run[1].text == "W"
    return weighted or _is_known(parser, run)


def _are_factors(parser: Parser, run: list[Token]) -> bool:
    """`6ND`, `W_0 + BA`, `W x + BAx`: capitals after a number, or a low-rank change of weights."""
    capitals = list(itertools.takewhile(lambda t: t.text.isupper(), run))
    rest = run[len(capitals) :]
    if len(capitals) != 2 or len(rest) > 1 or (rest and not _is_known(parser, rest)):
        return False
    survey, before = parser.setting.survey, parser.tokens[parser.place - 1] if parser.place else None
    counted = before is not None and before.kind == "digits" and "N" in {t.text for t in capitals}
    weights = survey is None or "|W|" in survey.lone
    return counted or (weights and {t.text for t in capitals} == {"A", "B"})


def _goes_on(parser: Parser, word: str) -> bool:
    """`L t + L t p` printed as `Lt + Ltp`: a run that goes on from another one is a product like it."""
    runs = parser.setting.survey.runs if parser.setting.survey else set()
    return any(word.startswith(other) and other != word for other in runs)


def _is_known(parser: Parser, run: list[Token]) -> bool:
    """Whether each letter stands alone elsewhere: in the formula, as an argument, in a declaration."""
    survey, letters = parser.setting.survey, parser.setting.letters
    return survey is None or all(f"|{t.text}|" in survey.lone or t.text in letters for t in run)


def _greek(parser: Parser) -> Name:
    token = parser.take()
    follower = parser.here
    if token.text == "Delta" and (follower.kind == "letter" or follower.text in {*GREEK, *ACCENTS, *FONTS}):
        inner = read_name(parser)
        inner.prefix = "Delta"
        inner.latex = "\\Delta " + inner.latex
        return inner
    return Name(token.text, "\\" + token.text, position=token.start)


def _styled(parser: Parser) -> Name:
    """`\\mathbf{x}`, `\\mathrm{KL}`, `\\text{max steps}`."""
    token = parser.take()
    after = parser.here.end
    group = parser.group()
    latex = parser.text_between(token.start, parser.tokens[parser.place - 1].end)
    font = FONTS[token.text]
    letters = [t for t in group if t.kind not in {"open", "close"}]
    if len(letters) == 1 and letters[0].kind in {"letter", "command", "digits"}:
        if letters[0].kind == "digits":
            return Name(letters[0].text, latex, font or "rm", position=token.start)
        inner = read_name(parser.sub_parser(group))
        inner.latex, inner.position = latex, token.start
        inner.font = font or inner.font or ("rm" if token.text in WORDS and inner.base.isascii() else "")
        return inner
    if group and group[0].kind == "command" and group[0].text in {*ACCENTS, *FONTS}:
        inside = parser.sub_parser(group)
        inner = read_name(inside)
        if inside.here.kind == "end":
            inner.latex, inner.position, inner.font = latex, token.start, font or inner.font
            return inner
        parser.refuse("several symbols under one font", token)
    if len(group) > 1 and group[1].text in {"_", "'"} and group[1].kind == "char" and group[0].text != "{":
        inside = parser.sub_parser(group)
        inner = read_name(inside)
        read_scripts(inside, inner)
        if inside.here.kind == "end":
            inner.font = font or inner.font
            return inner
    if token.text not in WORDS and font not in {"cal", "scr", "frak"}:
        parser.refuse("several letters in one font may be a name or a product", token,
                      "Write one \\mathbf per symbol, or \\mathrm for a name.")  # fmt: skip
    raw = parser.text_between(after, parser.tokens[parser.place - 1].start) if group else ""
    word = spoken_word(raw.strip().rstrip("@") if token.text in MATHEMATICAL else raw.rstrip("@"))
    if not word:
        parser.refuse("this text is no name", token)
    name = Name(word, latex, font if font in {"bold", "cal"} else "", position=token.start, word=True)
    if raw.rstrip().endswith("@") or parser.accept("@"):
        rank = parser.group()
        name.base += f"_at_{spoken(rank, parser.source, parser.offset)}"
        name.latex = parser.text_between(token.start, parser.tokens[parser.place - 1].end)
    return name


def _accented(parser: Parser) -> Name:
    token = parser.take()
    group = parser.group()
    latex = parser.text_between(token.start, parser.tokens[parser.place - 1].end)
    inside = parser.sub_parser(group)
    try:
        inner = read_name(inside)
        read_scripts(inside, inner)
    except FormalError as error:
        raise FormalError(
            "an accent over more than one symbol",
            token=latex,
            position=token.start,
            hint="Give the expression a letter of its own.",
        ) from error
    if inside.here.kind != "end":
        parser.refuse("an accent over more than one symbol", token)
    mark = ACCENTS[token.text]
    inner.accents = (*inner.accents, mark)
    if inner.written:
        latex = f"\\{token.text}{{{inner.latex}}}"
    inner.latex, inner.position = latex, token.start
    return inner


def read_scripts(parser: Parser, name: Name) -> None:
    """Subscripts, primes and label superscripts; powers are left for the caller."""
    written: dict[int, str] = {-1: name.written}
    while True:
        name.written = "".join(written[start] for start in sorted(written))
        if parser.at("'"):
            name.primes += 1
            written[parser.take().start] = "'"
        elif parser.at("_"):
            if name.subscript_latex:
                parser.refuse("a second subscript")
            mark = parser.take()
            read_subscript(parser, name)
            written[mark.start] = _written(parser, mark)
        elif parser.at("^") and (label := label_ahead(parser, name)) is not None:
            mark = parser.take()
            group = parser.group()
            written[mark.start] = _written(parser, mark)
            name.labels = (*name.labels, label)
            if len(group) > 3:
                check_unread(parser, group)
            name.label_tokens = tuple(group)
            name.label_latex += parser.text_between(group[0].start, group[-1].end)
        elif parser.at("^") and not name.subscript_latex and _subscript_follows(parser):
            continue
        else:
            return


def _written(parser: Parser, mark: Token) -> str:
    """The script as it stands in the paper."""
    return parser.text_between(mark.start, parser.tokens[parser.place - 1].end)


def _subscript_follows(parser: Parser) -> bool:
    """`x^2_i` is read as `x_i^2`: the subscript is moved before the power."""
    start = parser.place
    parser.take()
    parser.group()
    middle = parser.place
    if not parser.at("_"):
        parser.place = start
        return False
    parser.take()
    parser.group()
    end, tokens = parser.place, parser.tokens
    parser.tokens = (*tokens[:start], *tokens[middle:end], *tokens[start:middle], *tokens[end:])
    parser.place = start
    return True
