"""What where-clauses say: definitions, functions named in words, meanings of signs; the rest describes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rca_kernel.errors import FormalError
from rca_kernel.formal.depths import Tokens
from rca_kernel.formal.lefts import Left, read_left
from rca_kernel.formal.parts import defines, left_tokens, pieces_of
from rca_kernel.formal.pieces import commas
from rca_kernel.formal.prose import Clause
from rca_kernel.formal.rows import environment_depths, strip_layout
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.tree import Symbol
from rca_kernel.formal.unbracing import unbraced
from rca_kernel.formal.vocabulary import FUNCTIONS, REFUSED_RELATIONS

_CONDITION = re.compile(
    r"\b(?:if|when(?:ever)?|unless|otherwise|except|provided|subject to|until|with probability|"
    r"up to|base[- ](?:2|two|10|ten)|binary logarithms?)\b|\bbase\s*$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"\b(?:reduces?|reducing|recovers?|recovering|equivalent|special case|note that|becomes?|in the limit|"
    r"yields?|corresponds? to|we obtain|observe|it follows|follows that|implies|compared)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"^\s*(?:(?:is|are|being)\s+)?(?:defined (?:as|by|to be)|given by|set to|equal to|equals|"
                   r"computed as|is|denotes)\s*$", re.IGNORECASE)  # fmt: skip
_END = re.compile(r"^\s*(?:[.,;:]|and\b|$)", re.IGNORECASE)
_KNOWN = {
    "sigmoid": r"(?:logistic )?sigmoid|logistic", "relu": r"ReLU|rectified linear(?: unit)?|rectifier",
    "tanh": r"hyperbolic tangent|tanh", "softmax": r"softmax", "gelu": r"GELU|Gaussian error linear unit",
    "silu": r"SiLU|swish", "softplus": r"softplus", "exp": r"exponential", "sign": r"sign",
}  # fmt: skip
_NOUN = r"(?:\s+(?:function|activation|non-?linearity|operator|unit|operation)s?)*"
_TAIL = r"(?:\s*\(\s*[A-Za-z]*\s*\)|\s+(?:applied|acting|which|that)\b.*|\s+\(?element-?wise\)?.*)?"
_VERB = (
    r"\s*(?:(?:is|are|denotes?|represents?|stands? for|refers? to|being|means)\s+)?(?:(?:the|a|an|our)\s+)?"
)
_ADJECTIVE = r"(?:(?:element-?wise|pointwise|standard|usual|logistic|nonlinear|component-?wise)\s+)*"
_FUNCTION = re.compile(
    r"\b(?:function|activation|non-?linearity|network|MLP|encoder|decoder|classifier|discriminator)s?\b",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"\b(?:matri(?:x|ces)|vectors?|weights?|scalars?|constants?|parameters?|rates?|sizes?|number|dimensions?|"
    r"coefficients?|deviations?|variances?|scales?|widths?|noise|temperature|polic(?:y|ies)|priors?|"
    r"errors?|embeddings?|edges?|probabilit(?:y|ies))\b",
    re.IGNORECASE,
)
_SIGNS = {"odot", "circ", "ast", "*", "otimes", "star", "oplus", "cdot", "times"}
_NORM = re.compile(r"\\(?:\||[lr]?Vert)\s*\\?c?dot\s*\\(?:\||[lr]?Vert)|\|\|\s*\\cdot\s*\|\|")


@dataclass(slots=True)
class Said:
    """`statements` define; `functions` are known ones by symbol; `relations` define nothing.

    `named` are the stems of the symbols that words describe.
    """

    statements: list[Tokens] = field(default_factory=list)
    functions: list[tuple[Left, str]] = field(default_factory=list)
    callables: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    phrases: dict[int, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    relations: list[Tokens] = field(default_factory=list)


def read_clauses(clauses: Sequence[Clause], words: str, source: str) -> Said:
    """What the clauses say; `FormalError` for a condition in words, which no formula holds."""
    said = Said(phrases=_phrases(clauses))
    sentences = [s for s in re.split(r"\.(?=\s|$)", words) if not _REMARK.search(s)]
    condition = next(filter(None, map(_CONDITION.search, sentences)), None)
    if condition is not None:
        raise FormalError("the words around the formula state a condition", token=condition.group().strip(),
                          hint="Write the condition as cases, a base as \\log_2, "
                          "or leave remarks out.")  # fmt: skip
    skip = False
    for number, clause in enumerate(clauses):
        follows = clauses[number + 1] if number + 1 < len(clauses) else None
        tokens = _tokens(clause)
        if skip or not tokens:
            skip = False
            continue
        if defines(tokens, 0):
            raise FormalError("the name of a definition stands in the words", token=clause.latex,
                              position=clause.position, hint="Write name = formula.")  # fmt: skip
        if left_tokens(tokens):
            _define(tokens, clause, source, said)
        elif follows and _links(tokens, clause, follows):
            mark = Token("char", "=", tokens[-1].end, tokens[-1].end)
            _define((*tokens, mark, *_tokens(follows)), clause, source, said)
            skip = True
        elif any(t.text in REFUSED_RELATIONS and t.kind != "letter" for t in tokens):
            said.relations.append(tokens)
        else:
            _describe(tokens, clause, follows, source, said)
    return said


def _tokens(clause: Clause) -> Tokens:
    """The tokens, `\\phi(\\cdot)` with a letter for its argument."""
    read = tuple(t for t in strip_layout(tokenize(clause.latex, clause.position)) if t.kind != "end")
    level = environment_depths(read)
    kept = [t for t, depth in zip(read, level, strict=True) if depth or t.kind not in {"align", "row"}]
    letters = {t.text for t in kept if t.kind == "letter"}
    dummy = next(c for c in "zuvwpqrs" if c not in letters)
    if any(t.text == "=" for t in kept):
        for n in range(1, len(kept) - 1):
            if [t.text for t in kept[n - 1 : n + 2]] == ["(", "cdot", ")"]:
                kept[n] = Token("letter", dummy, kept[n].start, kept[n].end)
    return unbraced(tuple(kept))


def _define(tokens: Tokens, clause: Clause, source: str, said: Said) -> None:
    if _REMARK.search(clause.sentence):
        return
    dots = any(t.text in {"dots", "ldots", "cdots"} for t in tokens)
    left = _symbol(left_tokens(tokens), source)
    told = left is not None and left.symbol.stem in said.named
    ties = r"\b(?:(?:such|so) that|for|at|than|from)\s*$"
    if re.search(ties, clause.before, re.IGNORECASE) and not dots and not (told and "that" in clause.before):
        raise FormalError("the words around the formula state a condition", token=clause.latex,
                          position=clause.position, hint="Write the condition as cases, "
                          "or leave remarks out.")  # fmt: skip
    for piece in pieces_of(tokens, source):
        if left_tokens(piece):
            said.statements.append(piece)
        else:
            _describe(piece, clause, None, source, said)


def _links(tokens: Tokens, clause: Clause, follows: Clause) -> bool:
    """`$x$ is given by $1 - d$`."""
    plain = not any(
        t.text in {",", "in"} or t.text in REFUSED_RELATIONS for t in (*tokens, *_tokens(follows))
    )
    ends = _END.match(follows.after) is not None and not follows.after.startswith("-")
    return plain and ends and _LINK.match(clause.after) is not None and not left_tokens(_tokens(follows))


def _phrases(clauses: Sequence[Clause]) -> dict[int, str]:
    """By position, what the words say of each: `$f$ and $g$ are the sigmoid and tanh, respectively`."""
    found: dict[int, str] = {}
    group: list[Clause] = []
    for number, clause in enumerate(clauses):
        group.append(clause)
        if clause.after.strip(" ,~\n") in {"", "and", "or"} and number + 1 < len(clauses):
            continue
        text = re.split(r"[.;]|,\s*(?:where|which|with)\b", clause.after)[0]
        parts = [p.strip() for p in re.split(r",|\band\b", text) if p.strip() not in {"", "respectively"}]
        names = [_known(part, "") for part in parts]
        if len(group) > 1 and len(parts) > 1 and len(parts) != len(group) and any(names):
            raise FormalError("the words name several functions for several symbols", token=clause.latex,
                              position=clause.position, hint="Say one by one what they are.")  # fmt: skip
        each = parts if len(parts) == len(group) else parts[:1] * len(group)
        found |= {c.position: part for c, part in zip(group, each, strict=False)}
        group = []
    return found


def _describe(tokens: Tokens, clause: Clause, follows: Clause | None, source: str, said: Said) -> None:
    """A symbol, or a sign, and what the words say of it."""
    phrase = said.phrases.get(clause.position, "")
    ahead = re.split(r"[.,;]|\band\b", clause.before)[-1].strip()
    bare = [t for t in tokens if t.kind not in {"open", "close"}]
    if len(bare) == 1 and bare[0].text in _SIGNS:
        said.signs[bare[0].text] = phrase
        return
    if _NORM.search(clause.latex):
        _refuse_norm(clause, phrase, follows)
        return
    pieces = commas(tokens)
    if len(pieces) > 1 and _known(phrase, ahead) and re.search(r"\band\b|respectively", clause.after):
        raise FormalError("the words name several functions for several symbols", token=clause.latex,
                          position=clause.position, hint="Say one by one what they are.")  # fmt: skip
    for piece in pieces:
        left = _symbol(piece, source)
        if left is None:
            continue
        said.letters.add(left.symbol.base)
        said.named.add(left.symbol.stem)
        name = _known(phrase, ahead)
        if name:
            said.functions.append((left, name))
        elif _FUNCTION.search(phrase) and not _VALUE.search(phrase):
            said.callables |= {left.symbol.key}
        elif _VALUE.search(phrase):
            said.values |= {left.symbol.key, left.symbol.stem}


def _symbol(tokens: Tokens, source: str) -> Left | None:
    """The symbol, `f` of `f(\\cdot)` too; None for what is no symbol."""
    if [t.text for t in tokens[-3:]] == ["(", "cdot", ")"]:
        tokens = tokens[:-3]
    try:
        left = read_left(tokens, source) if tokens else None
    except FormalError:
        return None
    return left if left and isinstance(left.symbol, Symbol) else None


def _known(phrase: str, ahead: str) -> str:
    """The known function that the words name: `is the logistic sigmoid`."""
    for name, words in _KNOWN.items():
        whole = rf"{_VERB}{_ADJECTIVE}(?:{words}){_NOUN}{_TAIL}"
        if re.fullmatch(whole, phrase, re.IGNORECASE):
            return name
        if re.search(rf"(?:^|\s)(?:{words}){_NOUN}$", ahead, re.IGNORECASE) and name in FUNCTIONS:
            return name
    return ""


def _refuse_norm(clause: Clause, phrase: str, follows: Clause | None) -> None:
    """A norm that words make another than the Euclidean."""
    said = f"{phrase} {follows.latex if follows else ''}"
    other = re.search(
        r"spectral|operator|nuclear|infinity|max|trace|[Ll]1\b|(?:\\ell|L)_\{?(?:1|p|\\infty)", said
    )
    if other is not None:
        raise FormalError("the words make this norm another than the Euclidean", token=clause.latex,
                          position=clause.position, hint="Write \\|x\\|_1, \\|x\\|_\\infty.")  # fmt: skip


def with_signs(tokens: Tokens, signs: dict[str, str]) -> Tokens:
    """The tokens with `\\circ` as `\\odot` where the words say so; a convolution is refused."""
    return tuple(_sign(token, signs) for token in tokens)


def _sign(token: Token, signs: dict[str, str]) -> Token:
    phrase = signs.get(token.text, "") if token.kind in {"char", "command"} else ""
    if re.search(r"element|Hadamard|pointwise|component", phrase, re.IGNORECASE):
        return Token("command", "odot", token.start, token.end, token.side, token.gap, token.wide)
    if re.search(r"convol|Kronecker|outer|tensor|compos|concat|cross|correlation", phrase, re.IGNORECASE):
        raise FormalError(f"the words say that this sign {phrase.strip()}", token=token.text,
                          position=token.start, hint="Name the result by a symbol.")  # fmt: skip
    return token
