"""LatexReader: a .tex file or a folder of them as a Paper."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.adapters.readers.latex import headings
from rca_kernel.adapters.readers.latex.bibliography import bbl_file, bib_entries
from rca_kernel.adapters.readers.latex.composer import Composer
from rca_kernel.adapters.readers.latex.counters import article
from rca_kernel.adapters.readers.latex.drafts import Draft, Heading, Piece, tidy
from rca_kernel.adapters.readers.latex.expansion import Expansion
from rca_kernel.adapters.readers.latex.sources import Sources, main_file
from rca_kernel.adapters.readers.latex.tokens import Token, tokenize
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Loss, Paper, ParseHealth, Section

_PREAMBLE_WORDS = """
    title icmltitle newtheorem spnewtheorem numberwithin counterwithin counterwithout setcounter
    addtocounter documentclass @format appendix abstract aistatstitle
"""
_PREAMBLE = frozenset("\\" + name for name in _PREAMBLE_WORDS.split())


class LatexReader:
    """Reads LaTeX source with a tokenizer of its own: macros must be expanded before structure is read."""

    name = "latex"

    def reads(self, path: Path) -> bool:
        return path.is_dir() or path.suffix.lower() in (".tex", ".latex", ".ltx")

    def read(self, path: Path) -> Paper:
        main = main_file(path) if path.is_dir() else path
        root = (path if path.is_dir() else path.parent).resolve()
        sources = Sources(root, main.resolve().parent)
        first = sources.load(main.resolve())
        if not sources.texts[first].strip():
            raise PaperError(f"{main.name} is empty.", hint="Give the paper's LaTeX source.")
        expansion = Expansion(sources)
        tokens = expansion.run(first)
        draft = Draft(sources)
        page, front = _compose(draft, tokens)
        _bibliography(draft, sources, main, page)
        return _paper(draft, front, main)


def read_latex(path: Path) -> Paper:
    """Read a LaTeX file or folder. Raises PaperError."""
    return LatexReader().read(path)


def _compose(draft: Draft, tokens: list[Token]) -> tuple[Composer, list[Piece]]:
    start = next((i for i, token in enumerate(tokens) if token.kind == "b" and token.text == "document"), -1)
    page = Composer(draft, tokens)
    if start >= 0:
        _preamble(page, tokens[:start])
        page.tokens = tokens[start:]
    page.at = 0
    page.run()
    headings.finish(page)
    if page.opened:
        opened = page.opened[-1].token
        draft.lose("end", "\\end{document} is missing: the file may be cut off", opened)
    return page, page.front


def _preamble(page: Composer, tokens: list[Token]) -> None:
    """Titles, theorems and counters set before \\begin{document}; all else of it prints nothing."""
    page.tokens = tokens
    page.at = 0
    while page.at < len(tokens):
        token = tokens[page.at]
        page.at += 1
        if token.kind != "c" or token.text not in _PREAMBLE:
            continue
        if token.text == "\\documentclass":
            headings.document_class(page, token)
            page.draft.counters = article(page.document_class)
        elif token.text in ("\\title", "\\icmltitle", "\\aistatstitle"):
            page.option()
            page.plain += 1
            text = page.inline(page.group())
            page.plain -= 1
            page.draft.title = page.draft.title or " ".join(tidy(text).split())
        elif token.text == "\\abstract":
            page.draft.abstract = page.inline(page.group())
        else:
            page.commands[token.text](page, token)
    page.buffers[0].clear()
    page.groups.clear()


def _bibliography(draft: Draft, sources: Sources, main: Path, page: Composer) -> None:
    """References from a .bbl or .bib when the paper has no thebibliography of its own."""
    if draft.bibliography:
        return
    bbl = bbl_file(sources, main)
    if bbl is not None:
        file = sources.load(bbl.resolve())
        quiet = Draft(sources)
        reading = Composer(quiet, tokenize(sources.texts[file], file))
        try:
            reading.run()
        except PaperError as error:
            draft.losses.append(Loss("bibliography", error.message))
        draft.bibliography.update(quiet.bibliography)
        return
    for name in page.bibliographies:
        path = sources.included(name, (".bib", ""))
        if path is not None:
            draft.bibliography.update(bib_entries(path))


def _paper(draft: Draft, front: list[Piece], main: Path) -> Paper:
    draft.losses[:0] = draft.sources.losses
    if not draft.headings:
        _whole(draft, front)
    draft.finish()
    sections = tuple(_section(draft, index) for index in range(len(draft.headings)))
    references = draft.resolved_references()
    health = ParseHealth(
        equations=len(draft.equations),
        algorithms=len(draft.algorithms),
        references=len(references),
        resolved=sum(bool(reference.target) for reference in references),
        losses=tuple(draft.losses),
    )
    if not any(section.text.strip() or section.title for section in sections) and not draft.abstract:
        raise PaperError(f"{main.name} holds no text.", hint="Is this the paper's main .tex file?")
    return Paper(
        title=draft.resolve(draft.title),
        file=main.name,
        format="latex",
        sections=sections,
        health=health,
        abstract=draft.abstract,
        equations=tuple(draft.equations),
        algorithms=tuple(draft.algorithms),
        tables=tuple(draft.tables),
        figures=tuple(draft.figures),
        listings=tuple(draft.listings),
        statements=tuple(draft.statements),
        references=references,
        bibliography=draft.bibliography,
        digest=draft.sources.digest(),
    )


def _whole(draft: Draft, front: list[Piece]) -> None:
    """A paper without headings is one section, named like the paper."""
    token = next((token for _, token in front if token is not None), Token("t", "", 0, 0, 0))
    draft.headings.append(Heading("section-front", "", 1, token, title=draft.title, pieces=front))


def _section(draft: Draft, index: int) -> Section:
    heading = draft.headings[index]
    text, marks = draft.text_of(heading.pieces)
    first = heading.token
    following = draft.headings[index + 1].token if index + 1 < len(draft.headings) else None
    if following is not None and following.file == first.file:
        end = following.start
    else:
        end = max(
            (span.end for _, span in marks if span.file == draft.sources.names[first.file]), default=first.end
        )
    return Section(
        heading.id,
        heading.number,
        draft.resolve(heading.title),
        heading.level,
        draft.sources.span(first.file, first.start, end),
        label=heading.label,
        parent=heading.parent,
        text=text,
        marks=marks,
    )
