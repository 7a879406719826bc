"""From a path and a target to a passage, and what a session keeps of the paper."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rca_kernel.memory import PaperRef
from rca_kernel.paper.document import Paper
from rca_kernel.paper.passage import Passage


@dataclass(frozen=True, slots=True)
class Target:
    """A passage, where it came from, and a way to read more of the paper."""

    passage: Passage
    paper: PaperRef
    read: Callable[[str], str]


def load_paper(path: Path) -> Paper:
    """Read a paper, or raise PaperError saying what is wrong with it."""
    from rca_kernel.adapters.readers.registry import read_paper

    return read_paper(path)


def target_of(paper: Paper, path: Path, target: str, folder: Path) -> Target:
    """The passage for `target`; TargetError names the nearest ones. Paths are kept relative to `folder`."""
    from rca_kernel.agents.prompting import passage_text
    from rca_kernel.paper.closure import passage_of

    passage = passage_of(paper, target)
    try:
        file = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive on Windows
        file = path.name
    reference = PaperRef(paper.title, file, target, paper.digest)
    return Target(passage, reference, lambda other: passage_text(passage_of(paper, other)))
