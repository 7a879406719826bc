"""No absolute path of the machine in what models read, nor in the notebook's memory."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest

from rca_kernel import actions as a
from rca_kernel.actions import Performer
from rca_kernel.agents.prompting import cells_text
from rca_kernel.memory import Memory, SessionRecord, encode
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell, CellNote, ErrorOutput, RunResult, StreamOutput
from rca_kernel.notebook.places import placeless
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.workspace import Workspace


def test_paths_become_relative_or_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home, library = Path.home(), Path(os.__file__).parent
    temporary = Path(tempfile.gettempdir())
    told = {
        f'File "{tmp_path}/train.py", line 3': 'File "train.py", line 3',
        f"in {tmp_path}": "in .",
        f"{tmp_path}x/a": f"{placeless(str(tmp_path.parent))}/{tmp_path.name}x/a",
        f"{library}/json/decoder.py:355": "<python>/json/decoder.py:355",
        f"{temporary}/ipykernel_12/345.py:1: UserWarning": "<cell>:1: UserWarning",
        "1/2 and a/b, see https://x.org/home": "1/2 and a/b, see https://x.org/home",
    }
    for text, expected in told.items():
        assert placeless(text) == expected
    assert placeless(f"{home}/papers/a.tex") == "~/papers/a.tex"


async def test_what_a_cell_and_a_script_print_reaches_models_and_memory_without_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = tmp_path / "code"
    code.mkdir()
    (code / "bad.py").write_text("import os\nprint(os.path.abspath('data'))\nraise ValueError(__file__)\n")
    trace = f'File "{code}/model.py", line 1, in f\nValueError: {tmp_path}/data.csv'
    host = FakeNotebook(lambda cell: RunResult("error", (ErrorOutput("ValueError", str(tmp_path), trace),)))
    memory = Memory(plan=Plan("p", [Step("1", "a", state="running")]))
    memory.begin(SessionRecord("s", "m"))
    performer = Performer(host, memory, Workspace(code))
    seen = [
        await performer.perform(one, memory.plan["1"])
        for one in (a.InsertCell("code", "f()"), a.ExecuteScript("bad.py"), a.ReadFile("nowhere.py"))
    ]
    for observation in seen:
        memory.log.add("observation", observation.text, step="1")
        assert str(tmp_path) not in observation.text
    assert "line 1, in f" in seen[0].text
    assert "ValueError" in seen[1].text
    memory.plan.move("1", "failed", note=f"no {tmp_path}/a.tex")
    memory.update_session(status="failed", usage=Usage(), message=f"{tmp_path}/a.tex is missing")
    assert str(tmp_path) not in json.dumps(encode(memory))
    shown = Cell("c", "code", "f()", note=CellNote("1"), outputs=(StreamOutput("stdout", trace),))
    assert str(tmp_path) not in cells_text((shown,))


async def test_a_source_is_shown_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(f"open('{tmp_path}/data.csv')\n")
    performer = Performer(FakeNotebook(), Memory(), Workspace(tmp_path))
    seen = await performer.perform(a.ReadFile("a.py"), Step("1", "a"))
    assert f"{tmp_path}/data.csv" in seen.text
