"""Figures, tables, algorithms and listings: what floats, with caption, number and labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rca_kernel.adapters.readers.latex import tabular
from rca_kernel.adapters.readers.latex.algorithms import algorithm, algorithmic
from rca_kernel.adapters.readers.latex.drafts import tidy
from rca_kernel.adapters.readers.latex.groups import word
from rca_kernel.adapters.readers.latex.page import Float, Open, Page
from rca_kernel.adapters.readers.latex.references import Target
from rca_kernel.adapters.readers.latex.tokens import Token
from rca_kernel.paper.document import Figure, Listing, Table

_FIGURES = (
    "figure",
    "wrapfigure",
    "SCfigure",
    "sidewaysfigure",
    "teaserfigure",
    "marginfigure",
    "floatingfigure",
)
_TABLES = ("table", "wraptable", "sidewaystable", "SCtable", "margintable")
_PARTS = ("subfigure", "subtable", "subcaptionblock", "subfloat")
_ARGUMENTS = {
    "wrapfigure": "mm",
    "wraptable": "mm",
    "subfigure": "m",
    "subtable": "m",
    "subcaptionblock": "m",
}
_OPTION = re.compile(r"(\w+)\s*=\s*(\{[^{}]*\}|[^,\]]*)")
_TYPE = re.compile(r"\btype\s*=\s*(\w+)")
_HEAD = re.compile(r"\s*(?:\[([^\]]*)\])?(?:\{([A-Za-z+#0-9-]*)\})?[ \t]*\n?")


def floating(page: Page, begin: Token) -> None:
    """figure, table and their parts: read in place, added when they end."""
    base = begin.text.rstrip("*")
    page.option()
    page.skip(_ARGUMENTS.get(base, ""))
    kind = "table" if base in _TABLES or base == "subtable" else "figure"
    part = base in _PARTS and bool(page.floats)
    if part:
        parent = page.floats[-1]
        parent.children += 1
        kind = parent.kind
    page.floats.append(Float(kind, "" if part else kind, begin))
    page.buffers.append([])
    page.opened.append(
        Open(begin.text, begin, len(page.groups), page.draft.anchor, lambda: _close(page, part=part))
    )


def _close(page: Page, *, part: bool) -> None:
    held = page.floats.pop()
    pieces = page.buffers.pop()
    if part:
        _close_part(page, held)
        return
    blocks = [
        piece
        for piece in pieces
        if piece[0].startswith(("\n\n$$", "\n\n```", "\n\n[Algorithm", "\n\n[Table"))
    ]
    page.buffers[-1].extend(blocks)
    _keep(page, held)


def _keep(page: Page, held: Float, *, last: bool = True) -> None:
    """Add the float as read so far, and make `held` ready for another caption."""
    draft = page.draft
    identity = draft.identity(held.kind, held.number)
    label = held.labels[0] if held.labels else ""
    span = draft.span(held.first, page.last())
    caption = " ".join(tidy(held.caption).split())
    if held.kind == "table":
        tabular.keep(page, held, identity, span, caption, last=last)
    else:
        draft.figures.append(
            Figure(identity, held.number, caption, draft.section, span, label=label, files=tuple(held.files))
        )
    for name in held.labels:
        draft.label(name, Target(identity, held.number, held.kind))
    name = f"{held.kind.capitalize()} {held.number}".strip()
    page.emit(f"\n\n[{name}: {caption}]\n\n" if caption else "\n\n", held.first)
    held.caption, held.number, held.labels, held.files = "", "", [], []


def _close_part(page: Page, held: Float) -> None:
    """A subfigure prints the number of its float with a letter."""
    parent = page.floats[-1]
    number = parent.number or _next(page, parent)
    letter = chr(ord("a") + min(parent.children - 1, 25))
    kind = parent.kind
    identity = f"{kind}-{number}"
    for name in held.labels:
        page.draft.label(name, Target(identity, f"{number}{letter}", kind))
    parent.files += held.files
    tabular.adopt(page, held, parent)
    if held.caption and not parent.caption:
        page.emit("")


def _next(page: Page, held: Float) -> str:
    """The number that a float's caption is going to have."""
    counters = page.draft.counters
    value = counters.values.get(held.kind, 0)
    counters.values[held.kind] = value + 1
    shown = counters.shown(held.kind)
    counters.values[held.kind] = value
    return shown


def caption(page: Page, token: Token) -> None:
    starred = page.star()
    page.option()
    if not page.floats:
        _caption_alone(page, token, page.caption_kind)
        return
    held = page.floats[-1]
    if held.counter and not starred:
        if held.number:  # a second caption: what came before it is a float of its own
            _keep(page, held, last=False)
        held.below = bool(page.waiting.get(id(held)))
        held.number = page.draft.counters.step(held.counter)

    def close(text: str) -> None:
        held.caption = f"{held.caption} {text}".strip()

    page.capture(close)


def part_caption(page: Page, token: Token) -> None:
    """\\subcaption in a minipage: a label after it names the float with a letter."""
    if page.floats:
        held = page.floats[-1]
        held.children += 1
        number = held.number or _next(page, held)
        held.aside = Target(f"{held.kind}-{number}", f"{number}{chr(96 + min(held.children, 26))}", held.kind)
    page.option()
    page.capture(lambda text: page.emit(text, token))


def caption_of(page: Page, token: Token) -> None:
    """\\captionof{table}{...}: a number without a float of that kind."""
    page.star()
    kind = word(page.group())
    page.option()
    held = page.floats[-1] if page.floats else None
    if held is not None and held.counter == kind and not held.number:
        caption(page, token)
        return
    _caption_alone(page, token, kind)


def caption_setup(page: Page, token: Token) -> None:
    """\\captionsetup{type=figure} makes \\caption work outside floats."""
    page.option()
    found = _TYPE.search(word(page.group()))
    if found:
        page.caption_kind = found.group(1)


def _caption_alone(page: Page, token: Token, kind: str) -> None:
    draft = page.draft
    if kind not in ("figure", "table", "algorithm"):
        page.capture(lambda text: page.emit(f"\n\n{text.strip()}\n\n", token))
        return
    number = draft.counters.step(kind)
    identity = draft.identity(kind, number)
    target = Target(identity, number, kind)
    draft.anchor = target
    if page.floats:
        page.floats[-1].aside = target

    def close(text: str) -> None:
        shown = " ".join(tidy(text).split())
        span = draft.span(token, page.last())
        if kind == "table":
            page.captioned = Table(identity, number, (), draft.section, span, caption=shown)
            draft.tables.append(page.captioned)
        else:
            draft.figures.append(Figure(identity, number, shown, draft.section, span))
        page.emit(f"\n\n[{kind.capitalize()} {number}: {shown}]\n\n", token)

    page.capture(close)


def graphics(page: Page, token: Token) -> None:
    page.star()
    page.option()
    page.option()
    name = word(page.group())
    if page.floats and name:
        page.floats[-1].files.append(name)


def subfloat(page: Page, token: Token) -> None:
    """\\subfloat[caption]{...} and the old \\subfigure[caption]{...}."""
    if not page.floats:
        return
    held = page.floats[-1]
    held.children += 1
    part = Float(held.kind, "", token)
    page.floats.append(part)
    option = page.option()
    if option:
        part.caption = page.render(option)

    def close(text: str) -> None:
        page.floats.pop()
        _close_part(page, part)

    page.capture(close)


def listing(page: Page, begin: Token) -> None:
    """lstlisting, minted and verbatim as fenced code."""
    body = page.body(begin)
    raw = "".join(token.text for token in body)
    options: dict[str, str] = {}
    language = ""
    head = _HEAD.match(raw)
    if head and begin.text not in ("verbatim", "verbatim*", "alltt"):
        options = {key: value.strip("{} ") for key, value in _OPTION.findall(head.group(1) or "")}
        language = (
            head.group(2) or options.get("language", "")
            if begin.text == "minted"
            else options.get("language", "")
        )
        if head.group(1) is not None or begin.text == "minted":
            raw = raw[head.end() :]
    add_listing(page, begin, raw, language.lower(), options)


def add_listing(page: Page, begin: Token, raw: str, language: str, options: dict[str, str]) -> None:
    draft = page.draft
    code = raw.strip("\n").rstrip()
    if not code:
        return
    number = draft.counters.step("lstlisting") if options.get("caption") else ""
    identity = draft.identity("listing", number)
    label = options.get("label", "")
    draft.label(label, Target(identity, number, "listing"))
    span = draft.span(begin, page.last())
    draft.listings.append(
        Listing(identity, code, draft.section, span, number=number, language=language, label=label)
    )
    page.emit(f"\n\n```{language}\n{code}\n```\n\n", begin)


def algorithm_with_listings(page: Page, begin: Token) -> None:
    """An algorithm float; code listings inside it are kept as listings too."""
    held: Sequence[Token] = algorithm(page, begin)
    page.buffers.append([])
    for token in held:
        if token.kind == "V":
            add_listing(page, token, _HEAD.sub("", token.text, count=1), "", {})
    page.buffers.pop()


ENVIRONMENTS: dict[str, Callable[[Page, Token], None]] = {
    **{name + star: floating for name in (*_FIGURES, *_TABLES, *_PARTS) for star in ("", "*")},
    **dict.fromkeys(
        ("algorithm", "algorithm*", "algorithm2e", "algorithm2e*", "procedure"), algorithm_with_listings
    ),
    **dict.fromkeys(("algorithmic", "algorithmic*"), algorithmic),
    **dict.fromkeys(("lstlisting", "minted", "verbatim", "verbatim*", "Verbatim", "alltt"), listing),
    **tabular.ENVIRONMENTS,
}
COMMANDS: dict[str, Callable[[Page, Token], None]] = {
    "\\caption": caption,
    "\\subcaption": part_caption,
    "\\captionof": caption_of,
    "\\captionsetup": caption_setup,
    "\\includegraphics": graphics,
    "\\subfloat": subfloat,
    "\\subfigure": subfloat,
    **tabular.COMMANDS,
}
