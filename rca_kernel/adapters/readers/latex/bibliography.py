"""The bibliography: thebibliography in place, or a .bbl or .bib file of the folder."""

from __future__ import annotations

import re
from pathlib import Path

from rca_kernel.adapters.readers.latex.drafts import tidy
from rca_kernel.adapters.readers.latex.groups import group, option, word
from rca_kernel.adapters.readers.latex.page import Page
from rca_kernel.adapters.readers.latex.sources import Sources, decode
from rca_kernel.adapters.readers.latex.tokens import Token

MAX_BIB_BYTES = 8 * 1024 * 1024
_ENTRY = re.compile(r"@([A-Za-z]+)\s*\{\s*([^,\s{}]+)\s*,")
_FIELD = re.compile(
    r"^\s*(title|author|year|journal|booktitle)\s*=\s*(.+?),?\s*$", re.IGNORECASE | re.MULTILINE
)


def bibliography(page: Page, begin: Token) -> None:
    """Each \\bibitem as text under its key."""
    body = page.body(begin)
    _, at = group(body, 0)
    starts = [index for index, token in enumerate(body) if token.kind == "c" and token.text == "\\bibitem"]
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(body)
        at = option(body, start + 1)[1]
        key, at = group(body, at)
        page.draft.bibliography[word(key)] = " ".join(tidy(page.render(body[at:end])).split())


def bbl_file(sources: Sources, main: Path) -> Path | None:
    """The .bbl that BibTeX left beside the main file."""
    own = main.with_suffix(".bbl")
    if own.is_file():
        return own
    return next(iter(sorted(main.parent.glob("*.bbl"))), None)


def bib_entries(path: Path) -> dict[str, str]:
    """Author, title and year of every entry of a .bib file."""
    if path.stat().st_size > MAX_BIB_BYTES:
        return {}
    text, _ = decode(path.read_bytes(), path.name)
    found = list(_ENTRY.finditer(text))
    out: dict[str, str] = {}
    for index, entry in enumerate(found):
        if entry.group(1).lower() in ("comment", "string", "preamble"):
            continue
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        fields = {
            name.lower(): value.strip('{}" ') for name, value in _FIELD.findall(text[entry.end() : end])
        }
        parts = [fields.get(name, "") for name in ("author", "title", "journal", "booktitle", "year")]
        out[entry.group(2)] = ". ".join(part.replace("{", "").replace("}", "") for part in parts if part)
    return out
