"""From a path and a target to a passage, and what a session keeps of the paper."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rca_kernel.errors import PaperError
from rca_kernel.memory import PaperRef
from rca_kernel.paper.document import Paper
from rca_kernel.paper.passage import Passage

if TYPE_CHECKING:
    from rca_kernel.paper.targets import Located


@dataclass(frozen=True, slots=True)
class Target:
    """A passage, where it came from, and a way to read more of the paper."""

    passage: Passage
    paper: PaperRef
    read: Callable[[str], str]


_CONTEXT = "context of "
CONTEXT_TOKENS = 3_500
"""How much of a part's context one reading shows."""
WHOLE = "the whole text"
"""The target of a method pasted into a cell."""
SLOW = frozenset({".pdf", ".zip", ".gz", ".tgz", ".tar"})
"""Files that may take seconds to read."""


def load_paper(source: str | Path) -> Paper:
    """Read a file, folder, archive or arXiv id; PaperError says what is wrong with it."""
    from rca_kernel.adapters.readers.registry import read_paper

    return read_paper(source)


def slow_reading(source: str) -> str:
    """What is said before a reading that may take seconds: a download, a PDF, an archive; else ""."""
    from rca_kernel.adapters.readers.arxiv import arxiv_id

    file = Path(source)
    if not file.exists():
        return f"Fetching {source} from arXiv …" if arxiv_id(source) else ""
    return f"Reading {file.name} …" if file.suffix.lower() in SLOW else ""


def pasted_paper(text: str) -> Paper:
    """A method pasted into a cell, Markdown or LaTeX mathematics in plain text."""
    from rca_kernel.adapters.readers.markdown import read_text

    if not text.strip():
        raise PaperError("The cell below %%rca is empty.", hint="Paste the method there.")
    return read_text(
        text.strip("\n") + "\n", "pasted text"
    )  # as IPython hands it on, and as it stands in the cell


def target_of(paper: Paper, source: str | Path, target: str, folder: Path, code: str = "") -> Target:
    """The passage for `target`; TargetError names the nearest ones. Paths are kept relative to `folder`;
    `code` is the folder of the starter code, "" for none."""
    from rca_kernel.paper.closure import passage_of

    passage = passage_of(paper, _whole(paper) if target == WHOLE else target)
    starter = _kept(code, folder) if code else ""
    reference = PaperRef(paper.title, _kept(source, folder), target, paper.digest, starter)
    return Target(passage, reference, lambda other: part_or_context(paper, other))


def part_or_context(paper: Paper, target: str) -> str:
    """The part alone, or, asked for as "context of Eq. (3)", with all that it leans on. Untrusted text, for
    whoever shows it to put into an envelope."""
    from rca_kernel.agents.prompting import passage_body
    from rca_kernel.paper.closure import passage_of
    from rca_kernel.paper.part import part_text

    asked = target.strip()
    if asked.lower().startswith(_CONTEXT):
        return passage_body(passage_of(paper, asked[len(_CONTEXT) :]), CONTEXT_TOKENS)
    return part_text(paper, asked)


def code_beside(code: str) -> str:
    """The starter code's folder as a notebook names it: only one beside the notebook is taken from there
    unasked, for a notebook may come from anybody."""
    folder = Path(code)
    if folder.is_absolute() or ".." in folder.parts or not folder.is_dir():
        raise PaperError(
            f"The starter code {code!r} is not in the notebook's folder.",
            hint="Read the paper with %rca paper FILE --code FOLDER, then resume.",
        )
    return code


def _whole(paper: Paper) -> Located:
    from rca_kernel.paper.targets import Located, items_of

    return Located(WHOLE, paper.title or "The pasted method", paper.sections, items_of(paper))


def _kept(source: str | Path, folder: Path) -> str:
    """How the notebook names the paper: an arXiv id as it is, a file relative to the notebook."""
    from rca_kernel.adapters.readers.arxiv import arxiv_id

    path = Path(source).expanduser()
    if not path.exists():
        return arxiv_id(str(source)) or path.name
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive on Windows
        return path.name
