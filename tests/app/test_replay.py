"""`rca run --record` and `rca replay`: the same session, offline and without a key."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer
from rca_kernel.testing.scripted_model import tool
from tests.app.commanding import rca
from tests.sample import DEMANDS, REST

PAPERS = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
SECRET = "sk-test-0123456789abcdefghij"
CHECK = "from mask import decays\nassert decays((3, 2)) and not decays((3,))\nprint('loss 0.2119')"


@pytest.fixture
def folder(folder: Path) -> Path:
    """A paper and a starter to work on."""
    shutil.copy(PAPERS / "adaptive-moments.tex", folder / "paper.tex")
    (folder / "starter").mkdir()
    (folder / "starter" / "mask.py").write_text("def decays(shape):\n    return True\n")
    return folder


def decide(request: HttpRequest) -> Reply:
    """Marks with the id of the cell that it was just told of, as a model would."""
    found = request.body["messages"][-1]["content"].split("cell rca-", 1)
    if len(found) == 2:
        return tool(
            "mark_requirement",
            requirement=DEMANDS[0],
            status="verified",
            evidence="ok",
            cell_id="rca-" + found[1][:12],
        )
    return tool("finish_step", summary="the mask is checked")


@pytest.fixture
def recording(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    plan = tool(
        "submit_plan",
        requirements=[],
        steps=[{"title": "Mask", "goal": "no decay for one axis", "requirements": DEMANDS[:1]}],
        unresolved=REST,
        assumptions=["shapes are tuples"],
    )
    edit = tool("edit_file", path="mask.py", old="True", new="len(shape) > 1")
    insert = tool("insert_cell", cell_type="code", source=CHECK, requirements=DEMANDS[:1])
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    with OpenAIServer(plan, edit, insert, decide=decide) as server:
        result = rca(
            *("run", "paper.tex", "-s", "3.4", "--code", "starter", "-o", "first.ipynb"),
            *("--model", "openai/scripted", "--api-base", server.base_url, "--record", "session.jsonl"),
        )
    assert result.exit_code == 0, result.output
    monkeypatch.delenv("OPENAI_API_KEY")
    return folder / "session.jsonl"


def sources(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_a_recorded_session_replays_offline_to_the_same_notebook(recording: Path, folder: Path) -> None:
    result = rca("replay", "session.jsonl", "-o", "again.ipynb")
    assert result.exit_code == 0, result.output
    assert "replayed from session.jsonl, 5 calls; no model is asked" in result.output
    assert sources(folder / "again.ipynb") == sources(folder / "first.ipynb")
    block = json.loads((folder / "again.ipynb").read_text())["metadata"]["rca"]
    requirement = next(one for one in block["contract"] if one["id"] == DEMANDS[0])
    assert requirement["status"] == "verified"
    assert requirement["cells"] == block["plan"]["steps"][0]["cells"]


def test_the_starter_code_is_worked_on_in_a_copy(recording: Path, folder: Path) -> None:
    assert rca("replay", "session.jsonl", "-o", "again.ipynb").exit_code == 0
    edited = (folder / "starter" / "mask.py").read_text()
    assert "len(shape) > 1" in edited  # by the recorded session: the replay began from the snapshot
    assert (folder / "again-code" / "mask.py").read_text() == edited
    second = rca("replay", "session.jsonl", "-o", "again.ipynb", "--force")
    assert second.exit_code == 1
    assert "again-code' exists already; it is kept" in second.output


def test_a_recording_holds_what_was_asked_for_and_neither_key_nor_absolute_path(
    recording: Path, folder: Path
) -> None:
    lines = recording.read_text().splitlines()
    asked = json.loads(lines[0])["asked"]
    assert (asked["paper"], asked["target"], asked["code"]) == ("paper.tex", "3.4", "starter")
    assert len(lines) == 6
    assert SECRET not in recording.read_text()
    assert str(folder) not in lines[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("paper.tex", "decay", "decline", "'paper.tex' is not the one of the recording"),
        (
            "session.jsonl",
            "You are the planner",
            "You were the planner",
            "in message 1 (system): line 1 (- recorded, + now) - You were the planner",
        ),
    ],
)
def test_what_has_changed_since_is_named(
    recording: Path, folder: Path, file: str, old: str, new: str, said: str
) -> None:
    path = folder / file
    path.write_text(path.read_text().replace(old, new))
    result = rca("replay", "session.jsonl", "-o", "again.ipynb")
    assert result.exit_code == 1, result.output
    assert said in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_starter_code_too_large_for_the_recording_must_be_as_it_was(recording: Path, folder: Path) -> None:
    header, *calls = recording.read_text().splitlines()
    bare = {key: value for key, value in json.loads(header).items() if key != "snapshot"}
    recording.write_text("\n".join([json.dumps(bare), *calls]) + "\n")
    result = rca("replay", "session.jsonl", "-o", "again.ipynb")
    assert result.exit_code == 1
    assert "starter code in 'starter' is not as it was" in " ".join(result.output.split())
    (folder / "starter" / "mask.py").write_text("def decays(shape):\n    return True\n")
    shutil.rmtree(folder / "starter" / ".rca")
    assert rca("replay", "session.jsonl", "-o", "again.ipynb").exit_code == 0


def test_a_recording_that_names_files_elsewhere_writes_nothing(recording: Path, folder: Path) -> None:
    header, *calls = recording.read_text().splitlines()
    evil = {**json.loads(header), "snapshot": {"../evil.py": {"text": "print()"}}}
    recording.write_text("\n".join([json.dumps(evil), *calls]) + "\n")
    result = rca("replay", "session.jsonl", "-o", "again.ipynb")
    assert result.exit_code == 1
    assert "lies outside its folder" in result.output
    assert not (folder / "evil.py").exists()


def test_a_shortened_recording_ends_with_what_is_missing(recording: Path) -> None:
    recording.write_text("\n".join(recording.read_text().splitlines()[:-1]) + "\n")
    result = rca("replay", "session.jsonl", "-o", "again.ipynb")
    assert result.exit_code == 1
    assert "The recording ends after 4 calls" in result.output


def test_the_formal_engine_has_nothing_to_record(folder: Path) -> None:
    result = rca("run", "paper.tex", "-s", "3.2", "--model", "formal", "--record", "session.jsonl")
    assert result.exit_code == 1
    assert "asks no model" in result.output
    assert not (folder / "session.jsonl").exists()


def test_an_existing_recording_is_kept(folder: Path) -> None:
    (folder / "session.jsonl").write_text("mine")
    arguments = ("--model", "openai/gpt-4o", "--record", "session.jsonl", "-o", "a.ipynb")
    result = rca("run", "paper.tex", "-s", "3.2", *arguments)
    assert result.exit_code == 1
    assert "exists already; it is kept" in result.output
    assert (folder / "session.jsonl").read_text() == "mine"
