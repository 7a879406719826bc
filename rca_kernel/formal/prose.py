"""The prose around a displayed formula, told from what is displayed: `where $x = 1 - d$`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rca_kernel.formal.segments import Segment, segments

_NAMES = "equation|align|gather|multline|displaymath|eqnarray|flalign|alignat|subequations|dmath"
_INNER = "aligned|gathered|split|alignedat"
_BEGIN = re.compile(rf"\\begin\{{((?:{_NAMES}|{_INNER})\*?)\}}|\\\[|\$\$")
_DOLLARS = re.compile(r"\$\$?.+?\$\$?|\\\(.+?\\\)", re.DOTALL)
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_MARKUP = re.compile(r"\\(?:label|[a-zA-Z]*ref|cite[a-z]*\*?|footnote|texttt|emph|textbf|textit|textsc|url)"
                     r"(?:\[[^\]]*\])*\s*\{[^{}]*\}")  # fmt: skip
_LEAD = re.compile(r"(?<![\\A-Za-z])(?:where|with|here|in which)(?![A-Za-z])", re.IGNORECASE)
_STOP = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!Eq)(?<!Sec)(?<!resp)\.(?=\s|$)")
_TEXT = re.compile(r"\\(?:text|mbox|textrm|textnormal|hbox|textit|mathrm)\s*\{")
_JOINS = {"where", "with", "and", "for", "here", "in which", "is", "are", "denotes", "being", "or", "the"}


@dataclass(frozen=True, slots=True)
class Clause:
    """Mathematics in prose, with the words before it and after it up to the next mathematics."""

    latex: str
    position: int
    before: str
    after: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """`source` is what is displayed, of unchanged length; `clauses` is what the prose around says."""

    source: str
    clauses: tuple[Clause, ...] = ()
    words: str = ""


def read_page(source: str) -> Page:
    """The displayed formula with the prose around it blanked."""
    source = re.sub(r"(?<!\\)%[^\n]*", lambda m: " " * len(m[0]), source)
    spans = _displays(source)
    if not spans:
        spans = _bare_formula(source)
    found: list[Clause] = []
    words: list[str] = []
    place = 0
    for start, end in [*spans, (len(source), len(source))]:
        gap = source[place:start]
        if _is_prose(gap):
            parts = segments(gap, place)
            found += clauses_of(parts)
            words += [p.text for p in parts if not p.math]
            source = source[:place] + " " * len(gap) + source[start:]
        place = end
    return Page(source, tuple(found), " ".join(words))


def _displays(source: str) -> list[tuple[int, int]]:
    """Where displayed formulas begin and end; an inner environment counts where it stands alone."""
    found: list[tuple[int, int]] = []
    place = 0
    while (begin := _BEGIN.search(source, place)) is not None:
        name = begin.group(1)
        closing = f"\\end{{{name}}}" if name else {"\\[": "\\]", "$$": "$$"}[begin.group()]
        end = source.find(closing, begin.end())
        if end < 0:
            return []
        place = end + len(closing)
        found.append((begin.start(), place))
    return found


def _bare_formula(source: str) -> list[tuple[int, int]]:
    """A formula without an environment, before prose that holds mathematics in dollars."""
    stripped = source.strip()
    if "$" not in _without_texts(source) and "\\(" not in source:
        return []
    lead = _LEAD.search(_without_texts(_blanked(source)))
    parts = segments(source)
    if stripped.startswith(("$", "\\(")):
        first = next(p for p in parts if p.math)
        end = first.position + len(first.text)
        return [(0, end + (2 if source.startswith("\\)", end) else 1))]
    return [(0, lead.start())] if lead and source[: lead.start()].strip() else []


def _blanked(source: str) -> str:
    return _DOLLARS.sub(lambda m: " " * len(m[0]), source)


def _without_texts(source: str) -> str:
    """The source with the text groups in it blanked."""
    for start, end in text_groups(source):
        source = source[:start] + " " * (end - start) + source[end:]
    return source


def text_groups(source: str) -> Iterator[tuple[int, int]]:
    """Where `\\text{...}` with prose in it stands, braces included; one word alone may be a name."""
    place = 0
    while (found := _TEXT.search(source, place)) is not None:
        depth, end = 1, found.end()
        while depth and end < len(source):
            depth += {"{": 1, "}": -1}.get(source[end], 0)
            end += 1
        inner = source[found.end() : end - 1]
        plain = inner.strip(" ,.;:~")
        if "$" in inner or inner != inner.strip() or " " in plain or plain.lower() in _JOINS:
            yield found.start(), end
        place = end


def _is_prose(gap: str) -> bool:
    """Words, and no mathematics outside dollars."""
    plain = _MARKUP.sub(" ", _DOLLARS.sub(" ", gap))
    return bool(_WORD.search(plain)) and not re.search(r"[=_^]|\\(?:text|math|frac|operatorname|sum)", plain)


def clauses_of(parts: list[Segment]) -> list[Clause]:
    """The mathematics among the parts, each with its words."""
    found: list[Clause] = []
    for number, part in enumerate(parts):
        if not part.math:
            continue
        before = parts[number - 1].text if number and not parts[number - 1].math else ""
        follows = parts[number + 1] if number + 1 < len(parts) else None
        after = follows.text if follows and not follows.math else ""
        found.append(Clause(part.text, part.position, before, after, _sentence(parts, number)))
    return found


def _sentence(parts: list[Segment], number: int) -> str:
    """The words of the sentence that the part stands in."""
    words: list[str] = []
    for part in reversed(parts[:number]):
        pieces = _STOP.split(part.text) if not part.math else [""]
        words.insert(0, pieces[-1])
        if len(pieces) > 1:
            break
    for part in parts[number + 1 :]:
        pieces = _STOP.split(part.text) if not part.math else [""]
        words.append(pieces[0])
        if len(pieces) > 1:
            break
    return " ".join(words)


def tail_clauses(source: str, start: int, end: int) -> tuple[list[Clause], str]:
    """The clauses of `\\text{where } x = 1 - d`, whose words stand in text groups, and those words."""
    text = source[start:end]
    parts: list[Segment] = []
    place = 0
    for opened, closed in [*text_groups(text), (len(text), len(text))]:
        parts += _stretch(text[place:opened], start + place)
        if closed > opened:
            inner = text.index("{", opened) + 1
            parts += segments(text[inner : closed - 1], start + inner)
        place = closed
    return clauses_of(_joined(parts)), " ".join(p.text for p in parts if not p.math)


def _stretch(text: str, position: int) -> list[Segment]:
    return [Segment(True, text, position)] if re.sub(r"\\q?quad|\\[,;:! ]|[\s,.;&~]", "", text) else []


def _joined(parts: list[Segment]) -> list[Segment]:
    """Neighbouring pieces of prose as one."""
    found: list[Segment] = []
    for part in parts:
        if found and not part.math and not found[-1].math:
            found[-1] = Segment(False, f"{found[-1].text} {part.text}", found[-1].position)
        else:
            found.append(part)
    return found
