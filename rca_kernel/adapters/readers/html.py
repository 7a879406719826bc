"""HTML as LaTeXML, ar5iv and arXiv write it: MathML with TeX annotations, numbered tags."""

from __future__ import annotations

import re
from itertools import accumulate
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from rca_kernel.adapters.readers.building import Builder
from rca_kernel.adapters.readers.html_mathjax import Typesetter
from rca_kernel.adapters.readers.html_parts import (
    classes_of,
    formulas,
    label_near,
    level_of,
    linked,
    printed_number,
    statements,
    tex,
)
from rca_kernel.adapters.readers.html_tables import rows_of
from rca_kernel.adapters.readers.latex.mathematics import begins_with_relation
from rca_kernel.adapters.readers.latex.sources import decode
from rca_kernel.adapters.readers.pseudocode import algorithmic
from rca_kernel.adapters.readers.size import refuse_larger
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Algorithm, Figure, Listing, Loss, Paper, Statement, Table

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 300
_SKIPPED = ("script", "style", "nav", "head", "button", "noscript", "svg", "footer")
_BLOCKS = ("p", "li", "blockquote", "dd", "dt", "figcaption", "td")
_NO_HEADING = {"ltx_title_document", "ltx_title_abstract"}
_PROOF = {"ltx_title_proof"}
_NUMBER = re.compile(r"[\w.*'-]+")


class HtmlReader:
    """Reads a saved HTML page of a paper."""

    name = "html"

    def reads(self, path: Path) -> bool:
        return path.suffix.lower() in (".html", ".htm", ".xhtml")

    def read(self, path: Path) -> Paper:
        refuse_larger(path, MAX_BYTES, "Give the paper's own page.")
        text, loss = decode(path.read_bytes(), path.name)
        if not text.strip():
            raise PaperError(f"{path.name} is empty.", hint="Save the paper's page again.")
        reading = _Reading(text, path.name)
        if loss:
            reading.builder.losses.append(loss)
        return reading.run()


class _Reading:
    """One walk over the element tree."""

    def __init__(self, text: str, name: str) -> None:
        self.source = text
        self.builder = Builder(name, "html")
        self.offsets = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.title = ""
        self.abstract = ""

    def run(self) -> Paper:
        soup = BeautifulSoup(self.source, "html.parser")
        Typesetter(soup, self.source).run()
        heading = soup.find(class_="ltx_title_document") or soup.find("title")
        self.title = self._words(heading) if isinstance(heading, Tag) else ""
        headings = list(soup.find_all(re.compile(r"^h[1-6]$")))
        plain = [int(tag.name[1]) for tag in headings if not level_of(tag)]
        self.top = 2 if plain.count(1) == 1 else 1
        self._walk(soup, 0)
        if not self.builder.sections:
            raise PaperError(
                f"{self.builder.file} holds no text.", hint="Is this the page of the paper itself?"
            )
        return self.builder.paper(self.title, self.source, abstract=self.abstract)

    def _walk(self, node: Tag, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.builder.losses.append(Loss("text", f"elements nested deeper than {MAX_DEPTH} were not read"))
            return
        for child in node.children:
            if isinstance(child, Tag):
                self._element(child, depth)

    def _element(self, tag: Tag, depth: int) -> None:
        classes = classes_of(tag)
        if tag.name in _SKIPPED or "ltx_bibliography" in classes or "ltx_authors" in classes:
            return
        if "ltx_abstract" in classes:
            self.abstract = " ".join(self._words(part) for part in tag.find_all("p"))
        elif "ltx_theorem" in classes:
            self._theorem(tag, depth)
        elif _PROOF & set(classes):
            self.builder.text(f"*{self._words(tag)}*", self._start(tag))
        elif re.fullmatch(r"h[1-6]", tag.name) and not _NO_HEADING & set(classes):
            self._heading(tag)
        elif "ltx_equationgroup" in classes or "ltx_equation" in classes:
            self._equations(tag)
        elif "ltx_float_algorithm" in classes:
            self._algorithm(tag)
        elif "ltx_table" in classes or tag.name == "table":
            self._table(tag)
        elif "ltx_figure" in classes or (tag.name == "figure" and not tag.find("table")):
            self._figure(tag, depth)
        elif tag.name == "pre" or "ltx_lstlisting" in classes:
            self._listing(tag)
        elif tag.name == "math" and tag.get("display") == "block":
            self._display(tag)
        elif tag.name in _BLOCKS and not tag.find(["table", "pre", "p"]):
            self.builder.text(self._words(tag), self._start(tag))
        else:
            self._walk(tag, depth + 1)

    def _heading(self, tag: Tag) -> None:
        level = level_of(tag) or max(int(tag.name[1]) - self.top + 1, 1)
        if not level_of(tag) and tag.name == "h1" and self.top == 2:
            self.title = self._words(tag)
            return
        mark = tag.find(class_="ltx_tag")
        number = ""
        if isinstance(mark, Tag):
            found = _NUMBER.search(re.sub(r"(?i)appendix|section", "", mark.get_text()))
            number = found.group().rstrip(".") if found else ""
            mark.extract()
        self.builder.heading(self._words(tag), level, self._start(tag), number=number, label=self._id(tag))

    def _id(self, tag: Tag) -> str:
        found = tag.get("id") or (tag.parent.get("id") if tag.parent else None)
        return found if isinstance(found, str) else ""

    def _equations(self, tag: Tag) -> None:
        """Rows with a number each; one that begins with a relation goes on with the row before."""
        rows = [row for row in tag.find_all(class_="ltx_eqn_row") if row.find("math")] or [tag]
        before = ""
        for index, group in enumerate(statements(rows)):
            latex = " ".join(filter(None, map(formulas, group)))
            by_number = sorted(group, key=lambda row: not printed_number(row))
            number = printed_number(by_number[0])
            if not latex:
                self._lose(group[0], number)
                continue
            start, end = self._start(group[0]), self._end(group[-1])
            label = next(filter(None, (label_near(row, tag) for row in by_number)), "")
            goes_on = index > 0 and begins_with_relation(latex)
            self.builder.equation(
                latex,
                number,
                start,
                end,
                label=label,
                environment="html",
                continues=before if goes_on else "",
            )
            before = self.builder.equations[-1].id

    def _theorem(self, tag: Tag, depth: int) -> None:
        """A theorem-like block: its heading is set in bold before its text, as in the paper."""
        head = tag.find(class_="ltx_title_theorem")
        mark = head.find(class_="ltx_tag") if isinstance(head, Tag) else None
        words = mark.get_text().split() if isinstance(mark, Tag) else []
        kind = words[0].rstrip(".") if words else "Theorem"
        number = words[1].rstrip(".") if len(words) > 1 else ""
        title = ""
        if isinstance(head, Tag) and isinstance(mark, Tag):
            mark.extract()
            title = self._words(head).strip(" .()")
            head.extract()
        start = self._start(tag)
        builder = self.builder
        shown = f"{kind} {number}".strip() + (f" ({title})" if title else "")
        builder.text(f"**{shown}.**", start)
        before = len(builder.texts[-1]) if builder.texts else 0
        self._walk(tag, depth + 1)
        text = "\n\n".join(words.strip() for words, _ in builder.texts[-1][before:]) if builder.texts else ""
        identity = builder.identity(kind.lower(), number)
        span = builder.span(start, self._end(tag))
        builder.statements.append(
            Statement(identity, number, kind, text, builder.section, span, label=self._id(tag), title=title)
        )

    def _figure(self, tag: Tag, depth: int) -> None:
        """A figure: its caption and the files it shows; tables and listings inside are read as such."""
        if tag.find("pre") and not tag.find("img"):
            self._walk(tag, depth + 1)
            return
        caption, number = self._caption(tag)
        files = tuple(str(image.get("src")) for image in tag.find_all("img") if image.get("src"))
        builder, start = self.builder, self._start(tag)
        if caption:
            builder.text(f"[Figure {number}: {caption}]", start)
        builder.figures.append(
            Figure(
                builder.identity("figure", number), number, caption, builder.section,
                builder.span(start, self._end(tag)), label=self._id(tag), files=files,
            )
        )  # fmt: skip

    def _display(self, tag: Tag) -> None:
        latex = tex(tag)
        if latex:
            number, label = str(tag.get("data-number") or ""), str(tag.get("id") or "")
            start, end = self._start(tag), self._end(tag)
            self.builder.equation(latex, number, start, end, label=label, environment="html")
        else:
            self._lose(tag, "")

    def _lose(self, tag: Tag, number: str) -> None:
        name = f"equation {number}".strip()
        span = self.builder.span(self._start(tag), self._end(tag))
        self.builder.losses.append(Loss(name, "its MathML carries no TeX annotation", span))

    def _algorithm(self, tag: Tag) -> None:
        caption, number = self._caption(tag)
        lines = [self._words(line) for line in tag.find_all(class_="ltx_listingline")]
        builder = self.builder
        identity = builder.identity("algorithm", number)
        builder.text(f"[Algorithm {number}: {caption}]", self._start(tag))
        span = builder.span(self._start(tag), self._end(tag))
        latex = algorithmic(lines)
        builder.algorithms.append(
            Algorithm(identity, number, latex, builder.section, span, label=self._id(tag), caption=caption)
        )

    def _caption(self, tag: Tag) -> tuple[str, str]:
        found = tag.find("figcaption", recursive=False) or tag.find("figcaption") or tag.find("caption")
        if not isinstance(found, Tag):
            return "", ""
        mark = found.find(class_="ltx_tag")
        number = ""
        if isinstance(mark, Tag):
            digits = re.search(r"(\w+(?:\.\w+)*)\W*$", mark.get_text())
            number = digits.group(1) if digits else ""
            mark.extract()
        return self._words(found), number

    def _table(self, tag: Tag) -> None:
        caption, number = self._caption(tag)
        kept = rows_of(tag, self._words)
        if not kept:
            return
        builder = self.builder
        identity = builder.identity("table", number)
        builder.text(
            f"[Table {number}: {caption}]" if caption else "\n".join(" | ".join(row) for row in kept),
            self._start(tag),
        )
        span = builder.span(self._start(tag), self._end(tag))
        builder.tables.append(
            Table(identity, number, kept, builder.section, span, label=self._id(tag), caption=caption)
        )

    def _listing(self, tag: Tag) -> None:
        code = tag.get_text().strip("\n")
        builder = self.builder
        builder.text(f"```\n{code}\n```", self._start(tag))
        span = builder.span(self._start(tag), self._end(tag))
        builder.listings.append(Listing(builder.identity("listing", ""), code, builder.section, span))

    def _words(self, tag: Tag) -> str:
        """The text of an element with its mathematics as TeX."""
        parts: list[str] = []
        stack: list[object] = [tag]
        while stack:
            node = stack.pop()
            if isinstance(node, Tag):
                if node.name == "math":
                    parts.append(f"${tex(node)}$")
                    continue
                if label := linked(node):
                    self.builder.link(label, self._start(node), self._end(node))
                if "ltx_tag_listingline" in classes_of(node) and node.get_text().strip(" :\n").isdigit():
                    continue
                if node.name not in _SKIPPED:
                    stack.extend(reversed(list(node.children)))
            elif type(node) is NavigableString:
                parts.append(str(node))
        return " ".join("".join(parts).split())

    def _start(self, tag: Tag) -> int:
        line, column = tag.sourceline or 1, tag.sourcepos or 0
        return min(self.offsets[min(line - 1, len(self.offsets) - 1)] + column, len(self.source))

    def _end(self, tag: Tag) -> int:
        start = self._start(tag)
        found = self.source.find(f"</{tag.name}", start)
        return start if found < 0 else found + len(tag.name) + 3
