"""Each recording replayed in a new kernel: every request of today is the recorded one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rca_kernel.app.replay import replay_in_terminal
from rca_kernel.models.recording import read_recording
from tests.recordings.refresh import HERE, alone, refresh

RECORDINGS = sorted(HERE.glob("*.jsonl"))
PAPERS = HERE.parents[1] / "notebooks" / "papers"


@pytest.mark.parametrize("file", RECORDINGS, ids=lambda file: file.stem)
def test_a_recorded_session_goes_the_same_way_again(file: Path, tmp_path: Path) -> None:
    with alone():
        outcome = replay_in_terminal(file, tmp_path / "again.ipynb", force=False)
    hint = f"python -m tests.recordings.refresh {file.stem} rewrites the requests, if that was meant"
    assert outcome.status == "done", f"{outcome.text}\n{hint}"
    assert outcome.rerun is not None
    assert outcome.rerun.ok, outcome.text
    notebook = json.loads((tmp_path / "again.ipynb").read_text())
    assert notebook["metadata"]["rca"]["sessions"][-1]["calls"] == len(read_recording(file).calls)


@pytest.mark.parametrize("file", RECORDINGS, ids=lambda file: file.stem)
def test_only_our_own_papers_are_recorded(file: Path) -> None:
    paper = (file.parent / read_recording(file).asked.paper).resolve()
    assert paper.parent == PAPERS


def shortened(tmp_path: Path) -> Path:
    """A copy of a recording whose first request is worded otherwise, where its paper is found."""
    folder = tmp_path / "tests" / "recordings"
    folder.mkdir(parents=True)
    shutil.copytree(PAPERS, tmp_path / "notebooks" / "papers")
    return Path(shutil.copy(RECORDINGS[0], folder / "copy.jsonl"))


def test_changed_prompts_are_refreshed_where_the_answers_still_fit(tmp_path: Path) -> None:
    file = shortened(tmp_path)
    lines = file.read_text().splitlines()
    assert "You are the planner" in lines[1]
    file.write_text(
        "\n".join([lines[0], lines[1].replace("You are the planner", "You were"), *lines[2:]]) + "\n"
    )
    result = refresh(file)
    assert (result.fits, result.changed) == (True, 1), result.why
    assert "You are the planner" in read_recording(file).calls[0].messages[0].content


def test_answers_that_no_longer_fit_are_told_and_the_file_is_kept(tmp_path: Path) -> None:
    file = shortened(tmp_path)
    text = file.read_text().replace("mark_requirement", "mark_nothing")
    file.write_text(text)
    result = refresh(file)
    assert not result.fits
    assert "otherwise" in result.why or "after" in result.why
    assert file.read_text() == text
