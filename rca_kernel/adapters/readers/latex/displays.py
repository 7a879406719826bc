"""Display environments as equations, numbered as LaTeX numbers them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rca_kernel.adapters.readers.latex.counters import Counters
from rca_kernel.adapters.readers.latex.groups import after_space, option, word
from rca_kernel.adapters.readers.latex.mathematics import (
    Statement,
    begins_with_relation,
    one_statement,
    statements,
)
from rca_kernel.adapters.readers.latex.page import Open, Page
from rca_kernel.adapters.readers.latex.references import Target
from rca_kernel.adapters.readers.latex.tokens import Token
from rca_kernel.paper.document import Equation

ALIGNED = ("align", "eqnarray", "flalign", "alignat", "xalignat", "IEEEeqnarray", "gather", "dgroup")
SINGLE = ("equation", "multline", "displaymath", "math", "dmath", "empheq", "IEEEequation")
DISPLAYS = frozenset(name + star for name in (*ALIGNED, *SINGLE) for star in ("", "*"))
_UNNUMBERED = ("displaymath", "math", "$$", "\\[")
_WITH_ARGUMENT = ("alignat", "xalignat", "IEEEeqnarray", "empheq")


def environment(page: Page, begin: Token) -> None:
    display(page, begin, page.body(begin), begin.text)


def display(page: Page, first: Token, body: Sequence[Token], name: str) -> None:
    """Add the equations of one display and put them into the text."""
    base = name.rstrip("*")
    last = page.last()
    if base in _WITH_ARGUMENT:
        body = _without_argument(body)
    numbered = base not in _UNNUMBERED and not name.endswith("*")
    if base in ALIGNED:
        columns = 3 if base in ("eqnarray", "IEEEeqnarray") else 2
        found = statements(body, page.refer, aligned=base != "gather", numbered=numbered, columns=columns)
    else:
        body, printed = _printed_number(body)
        found = [one_statement(body, page.refer, numbered=numbered)]
        if printed and not found[0].numbered:
            found[0].rows[-1].tag = printed
    if base == "math":
        page.emit(f"${found[0].latex}$", first)
        return
    for index, statement in enumerate(found):
        whole = len(found) == 1
        begin = first if whole or index == 0 else _edge(statement, 0, first)
        end = last if whole else _edge(statement, -1, last)
        before = page.draft.equations[-1].id if index and begins_with_relation(statement.latex) else ""
        _equation(page, statement, name, begin, end, continues=before)


def _printed_number(body: Sequence[Token]) -> tuple[Sequence[Token], str]:
    """Plain TeX's \\eqno(3) and \\leqno: the body before it, and the number."""
    at = next((i for i, token in enumerate(body) if token.text in ("\\eqno", "\\leqno")), -1)
    return (body, "") if at < 0 else (body[:at], word(body[at + 1 :]).strip("{}() "))


def _without_argument(body: Sequence[Token]) -> Sequence[Token]:
    at = option(body, 0)[1]
    start = after_space(body, at)
    if start < len(body) and body[start].kind == "{":
        level = 0
        for index in range(start, len(body)):
            level += (body[index].kind == "{") - (body[index].kind == "}")
            if level == 0:
                return body[index + 1 :]
    return body[at:]


def _edge(statement: Statement, which: int, fallback: Token) -> Token:
    tokens = [token for row in statement.rows for token in row.tokens if token.kind not in "sp"]
    return tokens[which] if tokens else fallback


def _equation(
    page: Page, statement: Statement, name: str, first: Token, last: Token, *, continues: str
) -> None:
    draft = page.draft
    number = ""
    labels: list[tuple[str, str]] = []
    pending: list[str] = []
    for row in statement.rows:
        own = ""
        if row.tag is not None:
            own = row.tag
        elif row.numbered:
            own = draft.counters.step("equation")
        number = own or number
        pending += [label for label, _ in row.labels]
        if own:
            labels += [(label, own) for label in pending]
            pending = []
    labels += [(label, number) for label in pending]
    latex = statement.latex
    if not latex:
        return
    identity = draft.identity("equation", number)
    for label, own in labels:
        draft.label(label, Target(identity, own, "equation"))
    label = labels[0][0] if labels else ""
    span = draft.span(first, last)
    draft.equations.append(
        Equation(
            identity, number, latex, draft.section, span, label=label, environment=name, continues=continues
        )
    )
    tag = f" \\tag{{{number}}}" if number else ""
    page.emit(f"\n\n$$ {latex}{tag} $$\n\n", first._replace(end=max(first.start, span.end)))


def subequations(page: Page, begin: Token) -> None:
    """Equations inside are numbered 4a, 4b; a label before them names 4."""
    draft = page.draft
    counters = draft.counters
    number = counters.step("equation")
    outer = Counters(dict(counters.values), dict(counters.formats))
    opened = Open(begin.text, begin, len(page.groups), draft.anchor)

    def close() -> None:
        counters.values["equation"] = outer.values["equation"]
        counters.formats.pop("equation")
        if "equation" in outer.formats:
            counters.formats["equation"] = outer.formats["equation"]
        draft.anchor = opened.anchor

    counters.formats["equation"] = f"{number}\\alph{{equation}}"
    counters.values["equation"] = 0
    draft.anchor = Target(f"equation-{number}a", number, "equation")
    opened.end = close
    page.opened.append(opened)


def inside(page: Page, tokens: Sequence[Token]) -> None:
    """Add the displays that stand inside an algorithm's body, without touching the text."""
    index = 0
    page.buffers.append([])
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.kind == "b" and token.text in DISPLAYS:
            saved = page.tokens, page.at
            page.tokens, page.at = tokens, index
            environment(page, token)
            index = page.at
            page.tokens, page.at = saved
    page.buffers.pop()


ENVIRONMENTS: dict[str, Callable[[Page, Token], None]] = {
    **dict.fromkeys(DISPLAYS, environment),
    "subequations": subequations,
}
