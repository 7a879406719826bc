"""What a notebook keeps of the paper and the starter code, and what is taken from it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.app.papers import code_beside, load_paper, target_of
from rca_kernel.errors import PaperError
from rca_kernel.memory import Memory, decode, encode

PAPER = Path(__file__).resolve().parents[2] / "notebooks" / "papers" / "adaptive-moments.tex"


def test_the_starter_code_is_kept_relative_to_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "starter").mkdir()
    target = target_of(load_paper(PAPER), PAPER, "3.4", tmp_path, str(tmp_path / "starter"))
    assert decode(encode(Memory(paper=target.paper))).paper.code == "starter"


def test_only_code_beside_the_notebook_is_taken_from_it_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "inside"
    (inside / "starter").mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert code_beside("starter") == "starter"
    for other in ("..", "../inside", str(tmp_path), "missing", "starter/../.."):
        with pytest.raises(PaperError, match="not in the notebook's folder"):
            code_beside(other)
