"""Pseudocode floats: the body with macros expanded, caption and labels apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rca_kernel.adapters.readers.latex import displays
from rca_kernel.adapters.readers.latex.drafts import tidy
from rca_kernel.adapters.readers.latex.groups import group, option, word
from rca_kernel.adapters.readers.latex.page import Page
from rca_kernel.adapters.readers.latex.references import COMMANDS as REFERENCES
from rca_kernel.adapters.readers.latex.references import Target
from rca_kernel.adapters.readers.latex.tokens import Token, source
from rca_kernel.paper.document import Algorithm

_LAYOUT = {
    "\\centering": 0, "\\small": 0, "\\footnotesize": 0, "\\scriptsize": 0, "\\normalsize": 0,
    "\\vspace": 1,
    "\\hspace": 1, "\\setlength": 2, "\\captionsetup": 1, "\\linespread": 1, "\\selectfont": 0,
    "\\color": 1,
    "\\noindent": 0, "\\fontsize": 2, "\\xspace": 0, "\\renewcommand": 2, "\\SetAlgoLined": 0,
    "\\DontPrintSemicolon": 0,
    "\\algsetup": 1, "\\onehalfspacing": 0, "\\setstretch": 1, "\\LinesNumbered": 0, "\\RestyleAlgo": 1,
}  # fmt: skip
_UNWRAPPED = {"\\textcolor": 1, "\\colorbox": 1, "\\resizebox": 2, "\\scalebox": 1}
_LINE = re.compile(
    r"\\(?:State|STATE|Statex|For|FOR|ForAll|FORALL|While|WHILE|If|IF|ElsIf|ELSIF|Else|ELSE|EndFor|ENDFOR|EndWhile|"
    r"ENDWHILE|EndIf|ENDIF|Return|RETURN|Repeat|REPEAT|Until|UNTIL|Function|Procedure|EndFunction|EndProcedure)$"
)
_BLANK = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


def algorithm(page: Page, begin: Token) -> Sequence[Token]:
    """An algorithm float. Returns its tokens."""
    body = page.body(begin)
    last = page.last()
    draft = page.draft
    starred, caption = False, None
    for index, token in enumerate(body):
        if token.kind == "c" and token.text == "\\caption":
            at = index + 1
            starred = at < len(body) and body[at].text == "*"
            at = option(body, at + starred)[1]
            caption = group(body, at)[0]
            break
    number = draft.counters.step("algorithm") if caption is not None and not starred else ""
    identity = draft.identity("algorithm", number)
    _, start = option(body, 0)
    shown = " ".join(tidy(page.render(_without_labels(caption))).split()) if caption else ""
    _keep(page, body[start:], begin, last, identity, number, shown)
    return body


def algorithmic(page: Page, begin: Token) -> None:
    """Pseudocode outside an algorithm float: unnumbered."""
    body = page.body(begin)
    last = page.last()
    identity = page.draft.identity("algorithm", "")
    _keep(page, [begin, *body, last], begin, last, identity, "", "")


def _without_labels(tokens: Sequence[Token]) -> Sequence[Token]:
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].text == "\\label":
            at = group(tokens, at + 1)[1]
        else:
            out.append(tokens[at])
            at += 1
    return out


def _keep(
    page: Page, body: Sequence[Token], first: Token, last: Token, identity: str, number: str, caption: str
) -> None:
    draft = page.draft
    labels: list[str] = []
    kept = _clean(page, body, identity, number, labels)
    latex = _BLANK.sub("\n", source(kept)).strip()
    section = draft.section
    label = labels[0] if labels else ""
    span = draft.span(first, last)
    draft.algorithms.append(Algorithm(identity, number, latex, section, span, label=label, caption=caption))
    displays.inside(page, body)
    name = f"Algorithm {number}".strip()
    page.emit(f"\n\n[{name}: {caption}]\n\n" if caption else f"\n\n[{name}]\n\n", first)


def _clean(page: Page, body: Sequence[Token], identity: str, number: str, labels: list[str]) -> list[Token]:
    """The body without caption, labels and layout; a label on a line prints that line's number."""
    out: list[Token] = []
    at = lines = 0
    while at < len(body):
        token = body[at]
        at += 1
        if token.kind != "c":
            out.append(token)
            continue
        lines += _LINE.match(token.text) is not None
        if token.text == "\\caption":
            at += at < len(body) and body[at].text == "*"
            at = option(body, at)[1]
            inside, at = group(body, at)
            labels += _labels_in(page, inside, identity, number)
        elif token.text == "\\label":
            name, at = group(body, at)
            if lines == 0 or not _inside_lines(body, at):
                page.draft.label(word(name), Target(identity, number, "algorithm"))
                labels.append(word(name))
            else:
                page.draft.label(word(name), Target(identity, str(lines), "line"))
        elif token.text in REFERENCES:
            name, at = group(body, at)
            out.append(token._replace(kind="t", text=page.refer(token, word(name))))
        elif token.text in _LAYOUT:
            at = _skip(body, at, _LAYOUT[token.text])
        elif token.text in _UNWRAPPED:
            at = _skip(body, at, _UNWRAPPED[token.text])
        else:
            out.append(token)
    return out


def _labels_in(page: Page, tokens: Sequence[Token], identity: str, number: str) -> list[str]:
    found = [word(group(tokens, i + 1)[0]) for i, token in enumerate(tokens) if token.text == "\\label"]
    for name in found:
        page.draft.label(name, Target(identity, number, "algorithm"))
    return found


def _inside_lines(body: Sequence[Token], at: int) -> bool:
    """Whether pseudocode goes on after this place, so that a label here names a line."""
    for token in body[at:]:
        if token.kind == "e" and token.text.startswith("algorithmic"):
            return True
        if token.kind == "c" and _LINE.match(token.text):
            return True
    return False


def _skip(tokens: Sequence[Token], at: int, count: int) -> int:
    if at < len(tokens) and tokens[at].text == "*":
        at += 1
    if count:
        at = option(tokens, at)[1]
    for _ in range(count):
        at = group(tokens, at)[1]
    return at
