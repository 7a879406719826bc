"""A passage as text for people, as Markdown for the notebook, and as JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rca_kernel.paper.document import Algorithm, Equation, Paper, Section, Table
from rca_kernel.paper.outline import held_by, lost_together, nested
from rca_kernel.paper.passage import Hyperparameter, Item, Passage
from rca_kernel.paper.targets import name_of

_MAX_LISTED = 12
_FORMULA = re.compile(r"(?<![\\$])\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]{1,300}?)(?<!\s)\$(?!\d)", re.DOTALL)
_MARKUP = re.compile(r"([`*_\[\]()#|!~])")
_ACTIVE = re.compile(
    r"\\(?:href|url|html\w*|class|cssId|style|data|require|includegraphics|unicode|def|gdef|let|newcommand|"
    r"renewcommand|newenvironment|renewenvironment|csname|expandafter|mmlToken|bbox|tooltip|mathtip|texttip|toggle)"
    r"(?![A-Za-z])"
)
# Signs that begin markup, an entity or mathematics, as look-alikes that do not.
_LOOKALIKES = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", "$": "＄", "\\": "＼"})


def passage_outline(passage: Passage) -> str:
    """The passage's items, stated values, notation, and what it leans on with the reason."""
    lines = [f"\n{passage.title}"]
    lines += [f"  {name_of(item)}: {_short(_content(item))}" for item in passage.items]
    lines += ["  stated values:"] * bool(passage.hyperparameters)
    lines += [
        f"    {value_title(value)} = {value.value}{_place(value.where)}  “{_short(value.quote)}”"
        for value in passage.hyperparameters
    ]
    lines += ["  notation:"] * bool(passage.notation)
    lines += [f"    {entry.symbol}: {entry.meaning}{_place(entry.where)}" for entry in passage.notation]
    lines += ["  assumes:"] * bool(passage.assumptions)
    lines += [f"    {f'{one.name}: ' * bool(one.name)}{_short(one.text)}" for one in passage.assumptions]
    lines += ["  leans on:"] * bool(passage.leaned)
    lines += [f"    {name_of(one.item)}, because {one.why}" for one in passage.leaned]
    lines += [f"  refers also to {', '.join(passage.mentions)}"] * bool(passage.mentions)
    lines += [f"  ! {warning}" for warning in passage.warnings]
    return "\n".join(lines)


def _place(where: str) -> str:
    return f"  [{where}]" if where else ""


def value_title(value: Hyperparameter) -> str:
    """How a stated value is called: by its symbol, else by its name."""
    return value.symbol or value.name


def outline_markdown(paper: Paper) -> str:
    """Title, parse health, the sections with what stands in them, and what was lost. Safe to render."""
    lines = [f"### {escaped(paper.title or paper.file)}", "", escaped(paper.health.line()), ""]
    for section, depth in nested(paper):
        held = held_by(paper, section.id)
        title = escaped(f"{section.number} {section.title}".strip())
        lines.append("  " * depth + f"* {title}" + (f" — *{escaped(held)}*" if held else ""))
    losses = [f"* {escaped(what)}: {escaped(why)}" for what, why in lost_together(paper.health.losses)]
    return "\n".join([*lines, *_listed("Lost in reading", losses)])


def passage_markdown(passage: Passage) -> str:
    """The passage with its mathematics for a notebook. Safe to render: none of the paper's HTML or links."""
    lines = [f"### {escaped(passage.title)}", ""]
    for item in passage.items:
        lines += _item_markdown(item)
    values = [
        f"| {_symbol(value.symbol)} | {_inline(value.value)} | {_cell(value.name)} "
        f"| {_cell(_short(value.quote))} |"
        for value in passage.hyperparameters
    ]
    lines += _table("| Symbol | Value | Name | Where the paper says it |", values, 4)
    meanings = [
        f"| {_symbol(entry.symbol)} | {_cell(entry.meaning)} | {_symbol(entry.shape)} |"
        for entry in passage.notation
    ]
    lines += _table("| Symbol | Meaning | Set or range |", meanings, 3)
    leaned = [f"* {escaped(name_of(one.item))}, because {escaped(one.why)}" for one in passage.leaned]
    lines += _listed("Leans on", leaned)
    lines += [f"> **!** {escaped(warning)}" for warning in passage.warnings]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Text of the paper on one line: its formulas stay mathematics, all else of it is only characters."""
    parts: list[str] = []
    at = 0
    line = " ".join(text.split())
    for found in _FORMULA.finditer(line):
        parts += [_plain(line[at : found.start()]), _formula(found.group(1) or found.group(2))]
        at = found.end()
    return "".join([*parts, _plain(line[at:])])


def _plain(text: str) -> str:
    marked = _MARKUP.sub(r"\\\1", text.replace("\\$", "$").translate(_LOOKALIKES))
    return marked.replace("://", ":\u2060//")


def _safe(latex: str) -> str:
    """TeX that can neither end its formula, open an HTML tag, nor use a renderer's active commands."""
    line = " ".join(latex.split()).replace("$", "")
    while _ACTIVE.search(line):
        line = _ACTIVE.sub("", line)
    return re.sub(r"> ?", r"\\gt ", re.sub(r"< ?", r"\\lt ", line)).replace("`", "'")


def _formula(latex: str) -> str:
    return f"${_safe(latex)}$"


def _symbol(latex: str) -> str:
    return _formula(latex.replace("|", "\\vert ")) if latex.strip() else ""


def _inline(value: str) -> str:
    return _formula(value.replace("|", "\\vert ")) if re.search(r"[\\^{}]", value) else _plain(value)


def _cell(text: str) -> str:
    return escaped(text.replace("|", " "))


def _item_markdown(item: Item) -> list[str]:
    title = f"**{escaped(name_of(item))}**"
    caption = getattr(item, "caption", "")
    head = f"{title}: {escaped(caption)}" if caption else title
    match item:
        case Equation() if not item.latex:
            body = [f"*{lost_formula(item)}*"]
        case Equation():
            body = [
                "$$",
                _safe(item.latex) + (f" \\tag{{{_safe(item.number)}}}" if item.number else ""),
                "$$",
            ]
        case Algorithm():
            body = _fenced(item.latex)
        case Table():
            body = _rows(item)
        case _:
            body = _fenced(item.code)
    return [head, "", *body, ""]


def _fenced(code: str) -> list[str]:
    """A code block whose fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, code, fence]


def _rows(table: Table) -> list[str]:
    if not table.rows:
        return ["(its cells were not read)"]
    width = max(len(row) for row in table.rows)
    cells = [[_cell(cell) for cell in row] + [""] * (width - len(row)) for row in table.rows]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _table(head: str, rows: list[str], columns: int) -> list[str]:
    return [head, "|" + " --- |" * columns, *rows, ""] if rows else []


def _listed(title: str, entries: list[str]) -> Iterable[str]:
    if not entries:
        return []
    more = [f"* and {len(entries) - _MAX_LISTED} more"] if len(entries) > _MAX_LISTED else []
    return ["", f"**{title}**", "", *entries[:_MAX_LISTED], *more, ""]


def passage_json(passage: Passage) -> dict[str, Any]:
    """The same for programs; spans as file, start, end."""
    return {
        "target": passage.target,
        "title": passage.title,
        "sections": [{"number": s.number, "title": s.title, "text": s.text} for s in passage.sections],
        "items": [{"id": item.id, "name": name_of(item), "latex": _source(item)} for item in passage.items],
        "hyperparameters": [
            {
                "symbol": value.symbol,
                "name": value.name,
                "value": value.value,
                "number": value.number,
                "quote": value.quote,
                "section": value.where,
                "holds_in": None if value.scope is None else list(value.scope),
                "span": [value.span.file, value.span.start, value.span.end],
            }
            for value in passage.hyperparameters
        ],
        "notation": [
            {
                "symbol": entry.symbol,
                "meaning": entry.meaning,
                "shape": entry.shape,
                "quote": entry.quote,
                "section": entry.where,
            }
            for entry in passage.notation
        ],
        "assumptions": [
            {"name": one.name, "text": one.text, "span": [one.span.file, one.span.start, one.span.end]}
            for one in passage.assumptions
        ],
        "mentions": list(passage.mentions),
        "leaned": [
            {"id": one.item.id, "name": name_of(one.item), "why": one.why, "distance": one.distance}
            for one in passage.leaned
        ],
        "warnings": list(passage.warnings),
        "left_out": list(passage.left_out),
    }


def lost_formula(equation: Equation) -> str:
    """What stands in the place of a formula that was not read."""
    seen = f"page {equation.image.page + 1} shows it" if equation.image else "nothing shows it"
    return f"the formula was lost in reading; {seen}"


def _content(item: Item | Section) -> str:
    if isinstance(item, Equation) and not item.latex:
        return f"({lost_formula(item)})"
    return _source(item)


def _source(item: Item | Section) -> str:
    return getattr(item, "latex", "") or getattr(item, "caption", "") or getattr(item, "code", "")


def _short(text: str, limit: int = 110) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
