"""Mathematics as a reader of formulas wants it: rows, statements, labels and tags apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rca_kernel.adapters.readers.latex.groups import group, option, rows, split, word
from rca_kernel.adapters.readers.latex.tokens import Token, source

Refer = Callable[[Token, str], str]

# Layout only, with the number of braced arguments that go with them.
_DROPPED = {
    "\\color": 1, "\\vspace": 1, "\\hspace": 1, "\\displaystyle": 0, "\\textstyle": 0, "\\scriptstyle": 0,
    "\\small": 0, "\\footnotesize": 0, "\\scriptsize": 0, "\\tiny": 0, "\\normalsize": 0, "\\nonumber": 0,
    "\\notag": 0, "\\allowbreak": 0, "\\nobreak": 0, "\\hfill": 0, "\\noindent": 0, "\\phantom": 1,
    "\\vphantom": 1, "\\hphantom": 1, "\\raisetag": 1,
    "\\ensuremath": 0, "\\centering": 0, "\\xspace": 0, "\\protect": 0,
    "\\displaybreak": 0, "\\allowdisplaybreaks": 0, "\\large": 0, "\\Large": 0, "\\label": 1, "\\tag": 1,
    "\\intertext": 1, "\\shortintertext": 1, "\\hline": 0, "\\relax": 0, "\\null": 0, "\\qedhere": 0,
    "\\IEEEnonumber": 0, "\\IEEEyesnumber": 0, "\\IEEEeqnarraynumspace": 0,
}  # fmt: skip
_UNWRAPPED = {
    "\\textcolor": 1,
    "\\mathcolor": 1,
    "\\colorbox": 1,
    "\\resizebox": 2,
    "\\scalebox": 1,
    "\\adjustbox": 1,
}
_REFERENCES = ("\\ref", "\\eqref", "\\cref", "\\Cref", "\\autoref")
_RELATION = re.compile(
    r"(?:\{\}|\\quad|\\qquad|\\,|\\;|\\:|\\!|\s)*(?:[=<>+\-*/|)\],.]|\\(?:leq?|geq?|approx|sim|propto|equiv|cdot|times|"
    r"leqslant|geqslant|lesssim|gtrsim|to|gets|in|pm|triangleq|coloneqq|quad|overset|stackrel|right|bigg?r?|Bigg?r?|"
    r"odot|otimes|oplus|wedge|vee|land|text|implies|iff|Rightarrow|subset|le|ge|mid)(?![A-Za-z]))"
)
_OPENERS = re.compile(r"\\left(?![a-z])|\\(?:b|B)igg?l(?![a-z])|\\begin\{")
_CLOSERS = re.compile(r"\\right(?![a-z])|\\(?:b|B)igg?r(?![a-z])|\\end\{")
_SPACE = re.compile(r"\s+")
_LEADING = re.compile(r"\A(?:\\q?quad(?![A-Za-z])|\\[ ,;:!]|~|\s)+")
_SIGN = re.compile(
    r"(?:[=<>]|:=|\\(?:leq?|geq?|approx|sim|propto|equiv|leqslant|geqslant|lesssim|gtrsim|triangleq|coloneqq|to|implies|iff|"
    r"Rightarrow|Leftrightarrow|subseteq|in)(?![A-Za-z]))"
)


@dataclass(slots=True)
class Row:
    """One line of a display: its LaTeX and what numbers it."""

    tokens: Sequence[Token]
    latex: str
    labels: list[tuple[str, Token]]
    tag: str | None
    unnumbered: bool
    numbered: bool
    opens: bool


@dataclass(slots=True)
class Statement:
    """Rows that say one thing; at most the last one has a number."""

    rows: list[Row] = field(default_factory=list)

    @property
    def numbered(self) -> bool:
        return any(row.numbered for row in self.rows)

    @property
    def latex(self) -> str:
        return _LEADING.sub("", " ".join(row.latex for row in self.rows if row.latex))


def mathematics(tokens: Sequence[Token], refer: Refer) -> str:
    """The tokens as clean LaTeX: layout, colours, labels and tags dropped, references printed."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.kind != "c":
            out.append(token)
        elif token.text in _DROPPED:
            at = _skip(tokens, at, _DROPPED[token.text])
        elif token.text in _UNWRAPPED:
            at = _skip(tokens, at, _UNWRAPPED[token.text])
        elif token.text in _REFERENCES:
            label, at = group(tokens, at)
            out.append(token._replace(kind="t", text=refer(token, word(label))))
        else:
            out.append(token)
    return _SPACE.sub(" ", source(out)).strip()


def _skip(tokens: Sequence[Token], at: int, count: int) -> int:
    if at < len(tokens) and tokens[at].text == "*":
        at += 1
    if count:
        at = option(tokens, at)[1]
    for _ in range(count):
        at = group(tokens, at)[1]
    return at


def statements(
    tokens: Sequence[Token], refer: Refer, *, aligned: bool, numbered: bool, columns: int = 2
) -> list[Statement]:
    """The rows of a multi-line display, unnumbered continuation lines joined to what they continue.

    `columns` is how many cells of a row make one formula.
    """
    out: list[Statement] = []
    for tokens_of_row in rows(tokens):
        row, cells = _row(tokens_of_row, refer, aligned=aligned, numbered=numbered, columns=columns)
        last = out[-1] if out else None
        if (
            last is not None
            and not (last.numbered and row.numbered)
            and _continues(last.rows[-1], row, cells)
        ):
            last.rows.append(row)
        else:
            out.append(Statement([row]))
    return out


def one_statement(tokens: Sequence[Token], refer: Refer, *, numbered: bool) -> Statement:
    """A display that is one statement whatever its lines, such as equation or multline."""
    found = [_row(row, refer, aligned=False, numbered=numbered)[0] for row in rows(tokens)]
    for row in found[:-1]:
        row.numbered = False
    found[-1].numbered = numbered and not any(row.unnumbered for row in found)
    return Statement(found)


def _continues(before: Row, row: Row, cells: int) -> bool:
    if not row.latex or before.opens:
        return True
    if cells > 1:
        return _blank_first(row.tokens)
    return _RELATION.match(row.latex) is not None


def begins_with_relation(latex: str) -> bool:
    return _SIGN.match(latex) is not None


def _blank_first(tokens: Sequence[Token]) -> bool:
    """Whether nothing that prints stands before the first `&`, or only the sign of a relation."""
    first = split(tokens, ("&",))[0]
    left = mathematics(first, lambda token, label: "x").replace("{}", "")
    left = _LEADING.sub("", left)
    return not left.strip("\\quad ,;:!") or _SIGN.match(left) is not None


def _row(
    tokens: Sequence[Token], refer: Refer, *, aligned: bool, numbered: bool, columns: int = 2
) -> tuple[Row, int]:
    labels, tag, unnumbered = marks(tokens, refer)
    cells = (
        [mathematics(cell, refer) for cell in split(tokens, ("&",))]
        if aligned
        else [mathematics(tokens, refer)]
    )
    pairs = [" ".join(part for part in cells[i : i + columns] if part) for i in range(0, len(cells), columns)]
    latex = " \\quad ".join(pair for pair in pairs if pair)
    opens = len(_OPENERS.findall(latex)) > len(_CLOSERS.findall(latex)) or _open_brackets(latex)
    counted = (numbered and not unnumbered) or tag is not None
    return Row(tokens, latex, labels, tag, unnumbered, counted, opens), len(cells)


def _open_brackets(latex: str) -> bool:
    """Whether a plain parenthesis stays open at the end of the line."""
    return latex.count("(") > latex.count(")") and latex.count("[") >= latex.count("]")


def marks(tokens: Sequence[Token], refer: Refer) -> tuple[list[tuple[str, Token]], str | None, bool]:
    """Labels, the \\tag text if any, and whether \\notag or \\nonumber is there."""
    labels: list[tuple[str, Token]] = []
    tag: str | None = None
    unnumbered = False
    for index, token in enumerate(tokens):
        if token.kind != "c":
            continue
        if token.text == "\\label":
            labels.append((word(group(tokens, index + 1)[0]), token))
        elif token.text == "\\tag":
            start = index + 1 + (index + 1 < len(tokens) and tokens[index + 1].text == "*")
            tag = mathematics(group(tokens, start)[0], refer).strip("$")
        elif token.text in ("\\nonumber", "\\notag", "\\IEEEnonumber"):
            unnumbered = True
    return labels, tag, unnumbered
