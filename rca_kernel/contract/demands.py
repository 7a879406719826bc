"""What the prose of a section demands, sentence by sentence: what is computed, never why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rca_kernel.paper.defining import defines
from rca_kernel.paper.document import Section, Span

_APART = re.compile(r"\$\$.*?\$\$|```.*?```|^\[(?:Figure|Table|Algorithm)\b[^\n]*", re.DOTALL | re.MULTILINE)
_ENDS = re.compile(r"(?<=[.!?])[”\")*]*\s+(?=[A-Z$(*“\[-])|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)")
_SHORTENED = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|resp|w\.r\.t|Eqs?|Secs?|Figs?|Tabs?|Algs?|App|vs|al|approx|[A-Z]))\.$"
)
_STEM_WORDS = """
    comput calculat evaluat sampl drawn draw set sets fix initiali normali rescal scal updat clip
    averag minimi maximi optimi multipli multipl add added mask replac split construct divid encod
    decod us employ treat parameteri select choos appli apply train mix permut shuffl sort refresh
    blend round fill open written stor sav restor skip cut process form advanc pick pass kept keep
    drop remov subtract concatenat stack append embed map assign creat built fit tun transform
    quantiz threshold truncat pad crop resiz augment decay warm freez frozen share estimat
    approximat solv repeat iterat combin merg aggregat reweight penali fed return produc sum
    accumulat halv doubl smooth filter invert exclud hold contain switch turn seed put
"""
_ADVERBS = (
    r"(?:(?:then|first|also|now|only|simply|next|finally|further|never|always|instead|again|not|either|\w+ly)"
    r"\s+)*"
)
_ACTION = rf"(?:{'|'.join(sorted(set(_STEM_WORDS.split()), key=len, reverse=True))})[a-z]*"
_WE = (
    r"(?!(?:are|have|can|may|will|call|name|denote|refer|let|consider|define|write|assume|suppose|know|need|want|abbreviate|formulate|"
    r"hope|summari[sz]e|use the (?:notation|term))\b)[a-z]+"
)
_ACTS = (
    r"holds?|contains?|acts?|takes?|gets?|advances?|comes?|goes|go|looks?|falls?|ends?|keeps?|draws?|decides?|"
    r"outputs?|produces?|returns?|maps?|applies|uses|adds?|starts?|runs?|receives?|feeds?|pairs?"
)
_DEMANDS = re.compile(
    rf"\b[Ww]e\s+{_ADVERBS}{_WE}|\b(?:is|are|be|being)\s+{_ADVERBS}{_ACTION}\b|"
    rf"^(?:\d+[.)]\s+)?(?:\*\*[^*]*\*\*:?\s*)?(?:(?i:{_ACTION}))\s+(?:the|a|an|each|every|all|it|its|by|with|from|x)\b|"
    r"\b(?:must|should|shall|has to|have to|needs to|is never|are never|no more than|at most|at least)\b|"
    rf"\b(?!can\b|may\b|could\b|to\b|would\b)[a-z]+\s+{_ADVERBS}(?:{_ACTS})\b"
)
_TELLS = re.compile(
    r"\b(?:we|they|it|which|results?|figures?|tables?|experiments?)\s+"
    r"(?:(?:also|can|further|then|will|\w+ly)\s+)*"
    r"(?:show|find|found|observe|note|prove|conjecture|believe|hypothesi[sz]e|demonstrate|discuss|compare|argue|"
    r"see|present|report|refer|provide|highlight|speculate|propose|aim|introduce|study|investigate|expect|recall|"
    r"emphasi[sz]e)s?\b|"
    r"\b(?:previous|prior|existing|related|recent|conventional|traditional|standard)\s+(?:\w+\s+)?"
    r"(?:works?|methods?|approach\w*|stud\w+|literature)\b|"
    r"\b(?:outperform\w*|state-of-the-art|intuition|intuitively|motivat\w+|inspired by|advantage|benefit|"
    r"unlike|in contrast to|compared (?:to|with)|for example|for instance|worth|notably|interestingly|"
    r"generali[sz]es|in other words|theoretically|can be (?:viewed|interpreted|seen)|is known|crucial|"
    r"we (?:\w+ )?(?:adapt|extend)\b[^.]{0,60}?\b(?:framework|method|approach|work|formulation|paradigm)s?|"
    r"desired propert|would|might|could|suffers?|challeng\w+|limitation|improv\w+|ensures that|guarantees?|"
    r"enables?|allows? us|leads? to|results? in|converge\w*|complexity|consequently|theorem|lemma|proof|"
    r"proposition|corollary)\b|\?$|"
    r"^\s*(?:however|moreover, this|thus|hence|therefore|indeed|"
    r"this (?:means|implies|ensures|is because|makes|shows|suggests|allows))\b",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\b(?:must|is never|are never|never|always|shall|is set|are set|"
    r"we \w*\s?(?:set|use|sample|train|compute|apply|adopt|treat|choose))\b"
)
_DECLARES = re.compile(
    r"(?:Let\s+\$|Denote\b|We\s+(?:denote|write|call|let)\b|Here,?\s+\$|Throughout\b|By\s+\$).*"
    r"\b(?:be|denotes?|is|are|by|for|as|stands?)\b",
    re.DOTALL,
)
_CLAUSE = re.compile(r"(?:where|with|which|in which|for all|instead of)\b|Algorithm\s+\w+\s|Table\s+\w+\s")
_INLINE = re.compile(r"(?<![\\$])\$([^$]+)\$")
_SUPPOSES = re.compile(r"\b(?:assum|suppos)\w+", re.IGNORECASE)
_DRAWS = re.compile(r"\b(?:sampl|draw)\w+|\bdraw\b", re.IGNORECASE)
_DRAWN = re.compile(r"\\sim(?![A-Za-z])\s*\\?[A-Za-z]")
_COMPUTED = re.compile(
    r"[A-Za-z)}]\s*[+\-*/]\s*[\\A-Za-z(]|\\(?:frac|sum|prod|sqrt|odot|cdot|min|max|exp|log)(?![A-Za-z])"
)
_HELD = re.compile(r"\$[^$]*\$|\([^()]*\)|\{[^{}]*\}|“[^”]*”|\[[^\[\]]*\]")
"""What no semicolon divides: formulas, brackets and quotations."""
_LISTS = re.compile(r"\\[lc]?dots|\.\.\.|^\s*\\\{")
LONGEST = 800
"""Characters of a quote; what a demand says beyond them is read in the paper."""
_FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Demand:
    """A sentence that says what is done, with the sentences after it that only explain it."""

    quote: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start: int
    end: int
    paragraph: int
    shown: bool
    """Whether a displayed formula follows, which is then a requirement itself."""


def demands(section: Section) -> Iterator[Demand]:
    """The demands of a section's prose in its order; motivation, comparison and results are left out."""
    held: list[_Sentence] = []
    lead: list[_Sentence] = []
    for sentence in (part for whole in _sentences(section.text) for part in _clauses(whole, section.text)):
        lead = [one for one in lead if one.paragraph == sentence.paragraph]
        if _is_demand(sentence):
            yield from _as_demand(section, held)
            held, lead = [*lead, sentence], []
        elif (
            sentence.shown
            or _CLAUSE.match(sentence.text)
            or _TELLS.search(sentence.text)
            or len(sentence.text.split()) < _FEWEST_WORDS
            or _declares(sentence)
        ):
            continue
        elif held and held[-1].paragraph == sentence.paragraph:
            held.append(sentence)
        else:
            lead = [*lead, sentence][-2:]
    yield from _as_demand(section, held)


def _clauses(sentence: _Sentence, text: str) -> Iterator[_Sentence]:
    """The sentence, or its clauses between semicolons where each is a demand of its own ("for A, we use
    x; for B, we use y")."""
    whole = text[sentence.start : sentence.end]
    masked = _HELD.sub(lambda found: " " * len(found.group()), whole)
    ends = [found.end() for found in re.finditer(r";\s+", masked)]
    spans = list(zip([0, *ends], [*ends, len(whole)], strict=True))
    clauses = [
        replace(
            sentence,
            text=" ".join(whole[start:end].split()).rstrip(";"),
            start=sentence.start + start,
            end=sentence.start + len(whole[:end].rstrip(" ;\n")),
            shown=sentence.shown and end == len(whole),
        )
        for start, end in spans
    ]
    yield from clauses if len(clauses) > 1 and all(map(_is_demand, clauses)) else [sentence]


def _declares(sentence: _Sentence) -> bool:
    """`Let $x \\in \\mathbb{R}^d$ be the input`: says what a symbol is, and nothing to be done."""
    formulas = _INLINE.findall(sentence.text)
    told = [one for one in formulas if not re.fullmatch(r"\\[A-Za-z]+", one.strip())]
    return bool(_DECLARES.match(sentence.text)) and not any(map(_COMPUTED.search, told))


def _as_demand(section: Section, held: list[_Sentence]) -> Iterator[Demand]:
    if held:
        text = " ".join(" ".join(one.text for one in held).split())
        quote = text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
        yield Demand(quote, section.source(held[0].start, held[-1].end))


def _is_demand(sentence: _Sentence) -> bool:
    words = re.sub(r"\$[^$]*\$", "x", sentence.text)
    inline = _INLINE.findall(sentence.text)
    if (
        (sentence.shown and not (_DRAWS.search(words) and any(map(_DRAWN.search, inline))))
        or _CLAUSE.match(words)
        or len(words.split()) < _FEWEST_WORDS
        or not (_DEMANDS.search(words) or (not _SUPPOSES.search(words) and any(map(_defines, inline))))
    ):
        return False
    return not _TELLS.search(words) or _FIRM.search(words) is not None


def _defines(formula: str) -> bool:
    """Whether an inline formula computes a symbol from others: no value, set or enumeration."""
    left, sign, right = formula.partition("=")
    computed = _COMPUTED.search(right) is not None and not _LISTS.search(right)
    return bool(sign) and not left.endswith(("<", ">", "!")) and computed and bool(defines(formula))


def _sentences(text: str) -> Iterator[_Sentence]:
    """Sentences outside displays, with their place in `text`."""
    masked = _APART.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    start = paragraph = 0
    cuts = [found.span() for found in _ENDS.finditer(masked)] + [(len(masked), len(masked))]
    for stop, after in cuts:
        if _SHORTENED.search(masked[max(stop - 8, 0) : stop]):
            continue
        piece = masked[start:stop]
        if piece.strip():
            shown = re.match(r"\s*\$\$", text[stop:]) is not None and not re.search(r"[.!?]\s*$", piece)
            begin = start + len(piece) - len(piece.lstrip())
            words = re.sub(r"\s+", " ", re.sub(r"^\s*[-*•]\s+", "", piece)).strip()
            yield _Sentence(words, begin, start + len(piece.rstrip()), paragraph, shown)
        if "\n" in masked[stop:after].strip(" "):
            paragraph += masked[stop:after].count("\n") > 1
        start = after
