"""Tables as rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rca_kernel.adapters.readers.latex.drafts import tidy
from rca_kernel.adapters.readers.latex.groups import after_space, group, option, rows, split, word
from rca_kernel.adapters.readers.latex.page import Float, Page
from rca_kernel.adapters.readers.latex.tokens import Token
from rca_kernel.paper.document import Span, Table

_ARGUMENTS = {
    "tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "tblr": 1, "longtblr": 1, "longtable": 1,
    "xltabular": 2,
    "tabu": 1, "supertabular": 1, "NiceTabular": 1, "array": 1, "tabularray": 1,
}  # fmt: skip
_RULES = ("\\toprule", "\\midrule", "\\bottomrule", "\\hline", "\\addlinespace", "\\specialrule",
"\\morecmidrules", "\\SetRow")  # fmt: skip
_PAGE_PARTS = ("\\endhead", "\\endfirsthead", "\\endfoot", "\\endlastfoot")

Rows = tuple[tuple[str, ...], ...]


def environment(page: Page, begin: Token) -> None:
    """One tabular; it is added at once, or when the float around it ends."""
    body = page.body(begin)
    at = 0
    for _ in range(_ARGUMENTS[begin.text]):
        at = option(body, at)[1]
        at = group(body, at)[1]
    own: Float | None = None
    if begin.text in ("longtable", "xltabular", "longtblr"):
        own = Float("table", "table", begin)
        page.floats.append(own)
    inner = page.in_cell
    found = read_rows(page, body[at:])
    if inner and all(len(row) == 1 for row in found):  # lines of one cell
        page.emit(" ".join(row[0] for row in found), begin)
        return
    if own is not None:
        page.floats.pop()
    span = page.draft.span(begin, page.last())
    held = page.floats[-1] if page.floats else None
    if own is not None:
        identity = page.draft.identity("table", own.number)
        page.waiting.setdefault(id(own), []).append((found, span))
        keep(page, own, identity, span, " ".join(tidy(own.caption).split()))
        page.label_all(own.labels, identity, own.number)
    elif held is not None:
        page.waiting.setdefault(id(held), []).append((found, span))
    elif page.captioned is not None and found:
        index = page.draft.tables.index(page.captioned)
        page.draft.tables[index] = replace(page.captioned, rows=found)
        page.captioned = None
    elif found and len(found[0]) > 1:
        section = page.draft.section
        page.draft.tables.append(Table(page.draft.identity("table", ""), "", found, section, span))
        page.emit(f"\n\n{markdown(found)}\n\n", begin)
    else:
        page.emit("\n\n" + "\n".join(" ".join(row) for row in found) + "\n\n", begin)


def keep(page: Page, held: Float, identity: str, span: Span, caption: str, *, last: bool = True) -> None:
    """Add a table float: each tabular in it is one table under the same number."""
    draft = page.draft
    found = [entry for entry in page.waiting.pop(id(held), []) if entry[0]]
    if held.below and len(found) > 1 and not last:  # captions stand below: the newest belongs to the next one
        page.waiting[id(held)] = [found.pop()]
    if not found:
        found = [((), span)]
    for index, (cells, where) in enumerate(found):
        name = identity if index == 0 else draft.identity("table", held.number)
        label = held.labels[0] if held.labels and index == 0 else ""
        place = span if len(found) == 1 else where
        draft.tables.append(
            Table(name, held.number, cells, draft.section, place, label=label, caption=caption)
        )


def adopt(page: Page, part: Float, parent: Float) -> None:
    """The tabulars of a subtable belong to its float."""
    page.waiting.setdefault(id(parent), []).extend(page.waiting.pop(id(part), []))


def read_rows(page: Page, body: Sequence[Token]) -> Rows:
    """The rows; of a long table's heads and feet for further pages, the first head only."""
    out: list[tuple[str, ...]] = []
    ends = [index for index, token in enumerate(body) if token.text in _PAGE_PARTS]
    if ends:
        body = [*body[: ends[0]], *body[ends[-1] + 1 :]]
    for row in rows(body):
        cells: list[str] = []
        for cell in split(row, ("&",)):
            cells.extend(_cell(page, cell))
        if any(cells):
            out.append(tuple(cells))
    return tuple(out)


def _cell(page: Page, tokens: Sequence[Token]) -> list[str]:
    start = after_space(tokens, 0)
    while start < len(tokens) and tokens[start].kind == "c" and tokens[start].text in _RULES:
        start = after_space(tokens, start + 1)
    width = 1
    if start < len(tokens) and tokens[start].text == "\\multicolumn":
        count, at = group(tokens, start + 1)
        _, at = group(tokens, at)
        inside, at = group(tokens, at)
        number = word(count)
        width = int(number) if number.isdecimal() and 0 < len(number) < 3 else 1
        tokens, start = [*inside, *tokens[at:]], 0
    outer, page.in_cell = page.in_cell, True
    text = " ".join(tidy(page.render(tokens[start:])).split())
    page.in_cell = outer
    return [text, *[""] * (width - 1)]


def partial_rule(page: Page, token: Token) -> None:
    """\\cmidrule(lr){2-3} and \\cline{2-3}."""
    page.option()
    if page.at < len(page.tokens) and page.tokens[page.at].text.startswith("("):
        page.at += 1
    page.group()


def markdown(cells: Rows) -> str:
    """Rows as a Markdown table."""
    width = max(len(row) for row in cells)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


ENVIRONMENTS: dict[str, Callable[[Page, Token], None]] = dict.fromkeys(_ARGUMENTS, environment)
COMMANDS: dict[str, Callable[[Page, Token], None]] = {"\\cmidrule": partial_rule, "\\cline": partial_rule}
