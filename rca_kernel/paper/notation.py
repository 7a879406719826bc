"""What the paper says its symbols mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rca_kernel.paper.document import Algorithm, Paper, Section, Table
from rca_kernel.paper.passage import Notation
from rca_kernel.paper.symbols import SYMBOL, bare, canonical, is_plain, normal

_DISPLAY = re.compile(r"\$\$.*?\$\$|```.*?```", re.DOTALL)
_MATH = r"(?<![\\$-])\$(?P<formula>[^$]{1,200})\$"
_SAID = re.compile(
    _MATH + r"\s+(?:is|are|be|being|denotes?|denoting|represents?|stands? for|refers? to|"
    r"indicates?|means)\s+"
    r"(?P<meaning>(?:(?:the|a|an|its|our|their|some|any|all|each|"
    r"defined as the|defined by the|number|sampled)\b)"
    r"(?:(?! and (?:let|\$))[^.;:$,])*"
    r"(?:\$[^$]{1,80}\$(?:(?! and (?:let|\$))[^.;:,$])*?)*?)"
    r"(?=\s*(?:[.;:,]|\n\n|\sand\s\$|\sand\slet\s|\swhere\s|$))"
)
_DENOTE = re.compile(
    r"\b(?:[Dd]enotes?|[Ww]rite|[Ll]et us denote|[Dd]enoting|[Ww]e denote)\s+(?:by\s+)?" + _MATH
    + r"\s+(?:as|for|by|be)?\s*(?P<meaning>(?:the|a|an|all)\b[^.;:$\n]*?)(?=\s*(?:[.;:,]| and | where |$))"
)  # fmt: skip
_APPOSED = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|our|and|[Ww]ith|of|by|its|constant|another)\s+"
    r"(?P<meaning>(?:[a-z][a-z-]*\s+){0,3}[a-z][a-z-]*)\s+" + _MATH
)
_NO_NOUN = re.compile(
    r"(?:[^p]ing|[^e]ed|(?:addition|optim|norm|loc|glob|fin|origin|actu|cruci|critic)al|uniform|able|ous|known|"
    r"apply|predicted|best|given|single|different|same|new|own|large|small|current|previous|next|first|last)$"
)
_NOTATION_TABLE = re.compile(r"\bnotations?\b|\bsymbols?\b|nomenclature", re.IGNORECASE)
_PLURAL = re.compile(r"\$\s+(?:are|be|denote|represent|stand for|refer to|indicate|mean)\s")
_JOINED = re.compile(r"(?:\$[^$]{1,80}\$\s*(?:,\s*and|,|and)\s*)+$")
_REQUIRED = re.compile(r"(?P<meaning>[A-Za-z][A-Za-z -]*?)\s*" + _MATH)
_INPUT = re.compile(
    r"\\(?:Require|REQUIRE|Ensure|ENSURE|Input|INPUT|KwIn|KwData|KwInput|KwResult|KwOut)\b(?P<text>[^\n]*?)"
    r"(?=\n|$|\\(?:State|STATE|For|FOR|While|WHILE|If|IF|Require|REQUIRE|Ensure|ENSURE|end)\b)"
)
_MEMBER = re.compile(
    r"\s*(?:\\in(?![A-Za-z])|\\subset(?:eq)?(?![A-Za-z])|\\geq?(?![A-Za-z])|\\leq?(?![A-Za-z])"
    r"|[<>]|\\sim(?![A-Za-z])|:)\s*"
)
_STOP_WORDS = """
    is are in to for and or of with at on by as that than where when if from into then not we it be
    can let set use using have has both all between towards over under per via such only also its
    enters keeps gives given becomes equals almost exactly exceeds takes takes holds add adding
    minus plus times reaches
"""
_STOP = frozenset(_STOP_WORDS.split())


def notation(paper: Paper) -> tuple[Notation, ...]:
    """Every stated meaning, the plainest wording first seen for each symbol and place."""
    out: list[Notation] = []
    seen: set[tuple[str, str]] = set()
    for section in paper.sections:
        for entry in _in_prose(section):
            if (entry.symbol, entry.meaning) not in seen:
                seen.add((entry.symbol, entry.meaning))
                out.append(entry)
    for entry in (
        *(entry for algorithm in paper.algorithms for entry in _in_inputs(algorithm)),
        *(entry for table in paper.tables for entry in _in_table(table)),
    ):
        if (entry.symbol, entry.meaning) not in seen:
            seen.add((entry.symbol, entry.meaning))
            out.append(entry)
    return tuple(out)


def _in_prose(section: Section) -> Iterator[Notation]:
    text = _DISPLAY.sub(lambda match: " " * len(match.group()), section.text)
    for pattern in (_SAID, _DENOTE, _APPOSED):
        for found in pattern.finditer(text):
            meaning = " ".join(found.group("meaning").split())
            if pattern is _APPOSED:
                words = re.split(r".*\b(?:the|an|a|our|with)\s", meaning)[-1].split()
                while words and words[0] in ("the", "a", "an", "our", "almost", "exactly"):
                    words = words[1:]
                if not words or any(word in _STOP for word in words) or _NO_NOUN.search(words[-1]):
                    continue
                meaning = " ".join(words)
            quote = " ".join(found.group().split())
            together = pattern is _SAID and _PLURAL.match(text, found.end("formula"))
            joined = _JOINED.search(text[max(found.start() - 200, 0) : found.start()]) if together else None
            others = re.findall(r"\$([^$]+)\$", joined.group()) if joined else []
            named = [one for formula in (*others, found.group("formula")) for one in _parts(formula)]
            for symbol, shape in named:
                yield Notation(
                    symbol,
                    meaning,
                    quote,
                    section.source(found.start(), found.end()),
                    shape=shape,
                    section=section.id,
                )


def _in_inputs(algorithm: Algorithm) -> Iterator[Notation]:
    """`\\Require step size $\\alpha$; decay rates $\\beta_1, \\beta_2$`."""
    for line in _INPUT.finditer(algorithm.latex):
        for found in _REQUIRED.finditer(line.group("text").strip().strip("{}")):
            words = found.group("meaning").split()
            while words and words[0].lower() in ("and", "a", "an", "the", "with", "of", "in", "for", "to"):
                words = words[1:]
            if not words:
                continue
            quote = " ".join(found.group().split())
            for symbol, shape in _parts(found.group("formula")):
                yield Notation(
                    symbol, " ".join(words), quote, algorithm.span, shape=shape, section=algorithm.section
                )


def _in_table(table: Table) -> Iterator[Notation]:
    """Rows of a table of notation: a symbol first, what it means last."""
    head = " ".join(table.rows[0]) if table.rows else ""
    if not _NOTATION_TABLE.search(f"{table.caption} {head}"):
        return
    for row in table.rows:
        first = re.fullmatch(r"\s*" + _MATH + r"\s*", row[0]) if len(row) > 1 else None
        meaning = next((cell.strip() for cell in reversed(row[1:]) if re.search(r"[A-Za-z]{3}", cell)), "")
        if first and meaning:
            for symbol, shape in _parts(first.group("formula")):
                yield Notation(
                    symbol, meaning, " | ".join(row), table.span, shape=shape, section=table.section
                )


def _parts(formula: str) -> Iterator[tuple[str, str]]:
    """The symbols of `\\beta_1, \\beta_2 \\in [0, 1)` and the set they share; `f(\\theta)` gives f."""
    if "=" in formula:
        return
    pieces = _MEMBER.split(formula, maxsplit=1)
    relation = _MEMBER.search(formula)
    shape = ""
    if relation and len(pieces) == 2:
        sign = relation.group().strip()
        shape = pieces[1].strip() if sign in ("\\in", ":", "\\sim") else f"{sign} {pieces[1].strip()}"
    for name in re.split(r",(?![^({\[]*[)}\]])", pieces[0].strip().removeprefix("\\{").removesuffix("\\}")):
        call = re.fullmatch(r"\s*(.+?)\s*\(.*\)\s*", name)
        core = bare(normal(call.group(1) if call else name))
        if is_plain(core) and call and re.search(r"\||\\mid|\\vert", name):
            continue  # p(x|y) says nothing of p(a|b)
        if SYMBOL.fullmatch(core) or re.fullmatch(r"\\?[A-Za-z]+\{[^{}]*\}", core):
            yield canonical(core), shape
