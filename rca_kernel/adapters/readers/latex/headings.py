"""Headings, titles, abstract and theorem-like blocks, numbered by LaTeX's counters."""

from __future__ import annotations

from collections.abc import Callable

from rca_kernel.adapters.readers.latex.counters import SECTIONS, appendix
from rca_kernel.adapters.readers.latex.drafts import Heading, tidy
from rca_kernel.adapters.readers.latex.groups import word
from rca_kernel.adapters.readers.latex.page import Open, Page, Theorem
from rca_kernel.adapters.readers.latex.references import Target
from rca_kernel.adapters.readers.latex.tokens import Token
from rca_kernel.paper.document import Statement

_BOOKS = ("book", "report", "memoir", "scrbook", "scrreprt", "amsbook")


def heading(page: Page, token: Token) -> None:
    """\\section and its kin: open a section, then read its title."""
    draft, kind = page.draft, token.text[1:]
    starred = page.star()
    page.option()
    level = SECTIONS.index(kind) - 1
    depth = draft.counters.values.get("secnumdepth", 3 if page.document_class not in _BOOKS else 2)
    number = ""
    if not starred and level <= depth and (page.main_matter or kind != "chapter"):
        number = draft.counters.step(kind)
    while draft.above and draft.above[-1][0] >= level:
        draft.above.pop()
    parent = draft.above[-1][1] if draft.above else ""
    found = Heading(draft.identity("section", number), number, level, token, parent=parent)
    _close_section(page)
    draft.above.append((level, found.id))
    draft.headings.append(found)
    # LaTeX prints the last number for a label under a starred heading
    draft.anchor = Target(found.id, number or draft.anchor.number, "section")

    page.plain += 1

    def close(text: str) -> None:
        page.plain -= 1
        found.title = " ".join(tidy(text).split())

    page.capture(close)


def _close_section(page: Page) -> None:
    """Text read so far belongs to the section before; floats and captures keep their own buffers."""
    if page.draft.headings:
        page.draft.headings[-1].pieces.extend(page.buffers[0])
        page.buffers[0].clear()
    else:
        page.front.extend(page.buffers[0])
        page.buffers[0].clear()


def finish(page: Page) -> None:
    _close_section(page)


def label(page: Page, token: Token) -> None:
    name = word(page.group())
    if page.floats:
        held = page.floats[-1]
        if held.aside is not None:
            page.draft.label(name, held.aside)
        else:
            held.labels.append(name)
        return
    draft = page.draft
    draft.label(name)
    current = draft.headings[-1] if draft.headings else None
    if (
        current is not None
        and draft.anchor.id == current.id
        and draft.anchor.kind == "section"
        and not current.label
    ):
        current.label = name


def begin_appendix(page: Page, token: Token) -> None:
    top = "chapter" if page.document_class in _BOOKS else "section"
    appendix(page.draft.counters, top)


def appendices(page: Page, begin: Token) -> None:
    begin_appendix(page, begin)
    page.opened.append(Open(begin.text, begin, len(page.groups), page.draft.anchor))


def title(page: Page, token: Token) -> None:
    page.option()
    page.plain += 1

    def close(text: str) -> None:
        page.plain -= 1
        page.draft.title = page.draft.title or " ".join(tidy(text).split())

    page.capture(close)


def forgotten(page: Page, token: Token) -> None:
    """Authors and dates: read, not kept."""
    page.option()
    page.capture(lambda text: None)


def abstract_command(page: Page, token: Token) -> None:
    page.capture(lambda text: _keep_abstract(page, text))


def _keep_abstract(page: Page, text: str) -> None:
    page.draft.abstract = page.draft.abstract or text


def abstract(page: Page, begin: Token) -> None:
    page.buffers.append([])
    page.opened.append(
        Open(
            begin.text, begin, len(page.groups), page.draft.anchor, lambda: _keep_abstract(page, page.take())
        )
    )
    page.option()


def theorem(page: Page, begin: Token, kind: str = "") -> None:
    """A \\newtheorem environment: a Statement, with its text in place."""
    draft = page.draft
    known = page.theorems[kind or begin.text]
    number = draft.counters.step(known.counter) if known.counter else ""
    option = page.option()
    if begin.text.startswith("restatable"):
        page.group()
        page.group()
    named = page.render(option).strip() if option else ""
    identity = draft.identity(known.name.lower().replace(" ", "-") or "theorem", number)
    opened = Open(begin.text, begin, len(page.groups), draft.anchor)
    draft.anchor = Target(identity, number, "theorem", known.name)
    head = f"{known.name} {number}".strip() + (f" ({named})" if named else "")
    page.emit(f"\n\n**{head}.** ", begin)
    page.buffers.append([])

    def close() -> None:
        pieces = page.buffers.pop()
        text = "".join(part for part, _ in pieces)
        labels = [name for name, target in draft.labels.items() if target.id == identity]
        span = draft.span(begin, page.last())
        draft.statements.append(
            Statement(
                identity,
                number,
                known.name,
                text,
                draft.section,
                span,
                label=labels[0] if labels else "",
                title=named,
            )
        )
        page.buffers[-1].extend(pieces)
        page.emit("\n\n")
        draft.anchor = opened.anchor

    opened.end = close
    page.opened.append(opened)


def restatable(page: Page, begin: Token) -> None:
    """thm-restate: \\begin{restatable}[title]{lemma}{name}."""
    at = page.at
    page.option()
    kind = word(page.group())
    page.at = at
    page.theorems.setdefault(kind, Theorem(kind.capitalize(), kind))
    theorem(page, begin, kind)


def proof(page: Page, begin: Token) -> None:
    named = page.option()
    page.emit(f"\n\n*{page.render(named).strip() if named else 'Proof'}.* ", begin)
    page.opened.append(
        Open(begin.text, begin, len(page.groups), page.draft.anchor, lambda: page.emit(" ∎\n\n"))
    )


def new_theorem(page: Page, token: Token) -> None:
    """\\newtheorem{kind}[shared]{Name}[within]."""
    starred = page.star()
    kind = word(page.group())
    shared = page.option()
    name = page.render(page.group()).strip()
    outer = page.option()
    counter = "" if starred else kind
    if shared is not None:
        known = page.theorems.get(word(shared))
        counter = known.counter if known else word(shared)
    elif outer is not None:
        page.draft.counters.within(kind, word(outer))
    page.theorems[kind] = Theorem(name, counter)


def number_within(page: Page, token: Token) -> None:
    page.option()
    inner, outer = word(page.group()), word(page.group())
    if token.text == "\\counterwithout":
        page.draft.counters.resets.get(outer, set()).discard(inner)
        page.draft.counters.formats.pop(inner, None)
    else:
        page.draft.counters.within(inner, outer)


def set_counter(page: Page, token: Token) -> None:
    name, value = word(page.group()), word(page.group())
    if value.lstrip("-").isdecimal() and len(value) < 6:
        values = page.draft.counters.values
        values[name] = int(value) + (values.get(name, 0) if token.text == "\\addtocounter" else 0)


def counter_format(page: Page, token: Token) -> None:
    """\\renewcommand{\\thesection}{...}, handed on by the expansion as one verbatim token."""
    if page.at < len(page.tokens) and "\x00" in page.tokens[page.at].text:
        counter, _, body = page.tokens[page.at].text.partition("\x00")
        page.draft.counters.formats[counter] = body
        page.at += 1


def bibliography_names(page: Page, token: Token) -> None:
    page.option()
    page.bibliographies += [name.strip() for name in word(page.group()).split(",")]


def document_class(page: Page, token: Token) -> None:
    if page.at < len(page.tokens) and page.tokens[page.at].kind == "v":
        page.document_class = page.tokens[page.at].text.split(",")[0].strip()
        page.at += 1


def tex_or_pdf(page: Page, token: Token) -> None:
    """\\texorpdfstring{printed}{for bookmarks}."""
    printed = page.group()
    page.group()
    page.emit(page.render(printed), token)


def matter(page: Page, token: Token) -> None:
    """A book's parts: chapters of the front and the back are not numbered."""
    page.main_matter = token.text == "\\mainmatter"


COMMANDS: dict[str, Callable[[Page, Token], None]] = {
    **dict.fromkeys(("\\frontmatter", "\\mainmatter", "\\backmatter"), matter),
    **{f"\\{kind}": heading for kind in SECTIONS},
    **dict.fromkeys(("\\title", "\\icmltitle", "\\aistatstitle"), title),
    **dict.fromkeys(("\\author", "\\date", "\\authors", "\\thanks", "\\affil"), forgotten),
    **dict.fromkeys(("\\numberwithin", "\\counterwithin", "\\counterwithout"), number_within),
    **dict.fromkeys(("\\setcounter", "\\addtocounter"), set_counter),
    "\\label": label,
    "\\texorpdfstring": tex_or_pdf,
    "\\appendix": begin_appendix,
    "\\appendices": begin_appendix,
    "\\abstract": abstract_command,
    "\\newtheorem": new_theorem,
    "\\spnewtheorem": new_theorem,
    "\\documentclass": document_class,
    "\\@format": counter_format,
    "\\bibliography": bibliography_names,
    "\\addbibresource": bibliography_names,
}
ENVIRONMENTS: dict[str, Callable[[Page, Token], None]] = {
    "abstract": abstract,
    "proof": proof,
    "restatable": restatable,
    "restatable*": restatable,
    "appendices": appendices,
    "subappendices": appendices,
}
