"""TeX that a page leaves to MathJax: delimiters in its text and scripts, put into the tree as formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from rca_kernel.adapters.readers.latex.mathematics import begins_with_relation

_DELIMITED = re.compile(
    r"\\\[(?P<bracket>(?:(?!\\\[).)+?)\\\]|(?<![\\$])\$\$(?P<dollars>[^$]+?)\$\$(?!\$)|\\\((?P<inline>(?:(?!\\\().)+?)\\\)"
    r"|\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray)\*?)\}(?P<body>(?:(?!\\begin\{(?P=name)\}).)+?)\\end\{(?P=name)\}",
    re.DOTALL,
)
_WHOLE = re.compile(
    r"\s*\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray)\*?)\}(?P<body>.+)\\end\{(?P=name)\}\s*",
    re.DOTALL,
)
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_SHOWS_NUMBERS = re.compile(r"(?:tags|autoNumber)[\"']?\s*:\s*[\"'](ams|all)[\"']", re.IGNORECASE)
_LEFT_ALONE = ("code", "pre", "script", "style", "textarea", "math", "svg", "head", "title", "kbd", "samp")
_INLINE = ("span", "em", "i", "b", "strong", "a", "center", "font")
_WITHIN = (*_INLINE, "math", "code", "br", "sub", "sup")
_WHOLE_BLOCKS = ("table", "figcaption", "caption", "h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Typeset:
    """One formula; `number` is the one that MathJax prints."""

    latex: str
    display: bool
    number: str = ""
    label: str = ""


class Typesetter:
    """Puts `<math>` in the place of TeX, each text once."""

    def __init__(self, soup: BeautifulSoup, source: str) -> None:
        self.soup = soup
        found = _SHOWS_NUMBERS.search(source)
        self.shows = found.group(1).lower() if found else ""
        self.counter = 0

    def run(self) -> None:
        for script in list(self.soup.find_all("script", type=re.compile(r"^math/tex"))):
            display = "mode=display" in str(script.get("type")).replace(" ", "")
            made = [self._math(one) for one in self._formulas(script.string or "", display)]
            holder = script.parent
            script.replace_with(*made)
            if display and holder is not None:
                self._apart(holder)
        for text in list(self.soup.find_all(string=_DELIMITED)):
            if type(text) is NavigableString and not text.find_parent(_LEFT_ALONE):
                self._text(text)

    def _text(self, text: NavigableString) -> None:
        parts: list[NavigableString | Tag] = []
        done, words, displayed = 0, str(text), False
        for found in _DELIMITED.finditer(words):
            parts.append(NavigableString(words[done : found.start()]))
            inner = found["bracket"] or found["dollars"] or found["inline"] or found.group()
            display = found["inline"] is None
            parts += [self._math(one) for one in self._formulas(inner, display)]
            done, displayed = found.end(), displayed or display
        holder = text.parent
        text.replace_with(*parts, NavigableString(words[done:]))
        if displayed and holder is not None:
            self._apart(holder)

    def _formulas(self, inner: str, display: bool) -> Iterator[Typeset]:
        whole = _WHOLE.fullmatch(inner)
        body = whole["body"] if whole else inner
        counted = display and (self.shows == "all" or (bool(whole) and self.shows == "ams"))
        counted = counted and not (whole and whole["name"].endswith("*"))
        for row in _rows(body) if whole and "\\begin" not in body else [body]:
            tag, label = _TAG.search(row), _LABEL.search(row)
            number = tag.group(1).strip() if tag else ""
            if not tag and counted and not _UNNUMBERED.search(row):
                self.counter += 1
                number = str(self.counter)
            latex = _UNNUMBERED.sub("", _LABEL.sub("", _TAG.sub("", row)))
            latex = " ".join((latex.replace("&", " ") if "\\begin" not in latex else latex).split())
            if latex:
                yield Typeset(latex, display, number, label.group(1) if label else "")

    def _math(self, one: Typeset) -> Tag:
        attributes = {"alttext": one.latex, "display": "block" if one.display else "inline"}
        attributes |= {"data-number": one.number} if one.number else {}
        attributes |= {"id": one.label} if one.label else {}
        return self.soup.new_tag("math", attrs=attributes)

    def _apart(self, holder: Tag) -> None:
        """Displays stand alone in their block: what is between them becomes paragraphs."""
        while holder.name in _INLINE and holder.parent is not None:
            inner, holder = holder, holder.parent
            inner.unwrap()
        if holder.name in _WHOLE_BLOCKS or holder.find_parent(_WHOLE_BLOCKS):
            return
        holder.name = "div"
        run: Tag | None = None
        for child in list(holder.children):
            block = isinstance(child, Tag) and (
                child.get("display") == "block"
                or child.name not in (*_INLINE, "math", "code", "br", "sub", "sup")
            )
            if block:
                run = None
            elif run is None:
                if str(child).strip():
                    run = self.soup.new_tag("p")
                    run.sourceline, run.sourcepos = holder.sourceline, holder.sourcepos
                    child.replace_with(run)
                    run.append(child)
            else:
                run.append(child.extract())
        for child in holder.find_all("math", recursive=False):
            child.sourceline, child.sourcepos = holder.sourceline, holder.sourcepos


def _rows(body: str) -> list[str]:
    """The rows of an environment; one that begins with a relation goes on with the row before."""
    rows: list[str] = []
    for row in re.split(r"\\\\(?:\s*\[[^\]]*\])?", body):
        if rows and begins_with_relation(row.strip(" &\n\t")):
            rows[-1] += f" {row}"
        else:
            rows.append(row)
    return rows
