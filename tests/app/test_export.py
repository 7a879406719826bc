"""The work outside its notebook: a module whose tests pass, an audit pack, the Python interface, a panel."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

import rca_kernel
from rca_kernel import actions as a
from rca_kernel.adapters.ipython.panel import Panel, as_html
from rca_kernel.agents.gate import Gate
from rca_kernel.app.config import explained, load_config
from rca_kernel.app.exporting import default_name, export_audit, export_module, export_work
from rca_kernel.app.notebooks import remembered_in
from rca_kernel.app.runner import Hosts, Runner
from rca_kernel.app.settings import change_setting
from rca_kernel.app.sources import as_function, as_module_level, plain_source
from rca_kernel.app.steering import Steering
from rca_kernel.errors import ConfigError, HostError
from rca_kernel.notebook.document_file import dump_document
from tests.app.commanding import rca
from tests.app.steps import Run, Told


@pytest.fixture
async def run() -> Run:
    actions = [
        a.InsertCell("markdown", "# Update"),
        a.InsertCell("code", "%matplotlib inline\ndef double(x):\n    return 2 * x", ("r",)),
        a.InsertCell("code", "value = double(2)\nassert value == 4, '''\nmany\n'''"),
    ]
    made = Run(Told(list(actions)), Gate())
    made.start()
    await made.end()
    return made


async def test_the_module_has_the_code_and_its_tests_pass(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "method.py"
    exported = export_module(run.host.document.cells(), run.session.memory, path)
    assert (exported.cells, exported.checks) == (1, 1)
    assert "# r [" in path.read_text()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_method.py"]
    tested = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 passed" in tested.stdout, tested.stdout + tested.stderr


TEXT = """text = '''first
    second
%s third
'''
assert text.splitlines() == ["first", "    second", "%s third"], f'''
{text}
'''
for line in ("a"
  "b",):
    assert line == "ab"
"""


def test_strings_of_many_lines_stay_as_they_are_in_a_test() -> None:
    made = as_function("test_check_1", plain_source(TEXT), ())
    assert made is not None
    space: dict[str, Any] = {}
    exec(made, space)
    space["test_check_1"]()
    assert "\n    second\n%s third\n" in made


def test_lines_of_ipython_are_left_out_and_those_of_strings_are_not() -> None:
    assert plain_source(TEXT) == TEXT
    mixed = "%matplotlib inline\nif True:\n    !ls\nx = '''\n%kept\n'''"
    plain = plain_source(mixed)
    assert plain == "pass  # %matplotlib inline\nif True:\n    pass  # !ls\nx = '''\n%kept\n'''"


@pytest.mark.parametrize(
    "source", ["value = value + 1\nassert value == 5", "from math import *\nassert pi > value - 1 < 4"]
)
def test_what_means_something_else_in_a_function_runs_as_a_module(source: str) -> None:
    assert as_function("test_check_1", source, {"value"}) is None
    space: dict[str, Any] = {"method": SimpleNamespace(value=4)}
    exec(as_module_level("test_check_1", source, "method"), space)
    space["test_check_1"]()
    assert space["method"].value == 4


async def test_a_check_that_changes_a_name_of_the_module_passes(tmp_path: Path) -> None:
    actions = [
        a.InsertCell("code", "value = 2\n", ("r",)),
        a.InsertCell("code", "value = value + 1\nassert value == 3, '''\n  many\n'''"),
        a.InsertCell("code", TEXT),
    ]
    made = Run(Told(list(actions)), Gate())
    made.start()
    await made.end()
    exported = export_module(made.host.document.cells(), made.session.memory, tmp_path / "method.py")
    assert (exported.cells, exported.checks) == (1, 2)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_method.py"]
    tested = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "2 passed" in tested.stdout, tested.stdout + tested.stderr


async def test_what_exists_is_kept_and_names_are_held(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "method.py"
    path.write_text("mine")
    cells, memory = run.host.document.cells(), run.session.memory
    with pytest.raises(HostError, match="it is kept"):
        export_module(cells, memory, path)
    with pytest.raises(HostError, match="no name of a module"):
        export_module(cells, memory, tmp_path / "a b.py")
    with pytest.raises(HostError, match="no name of an archive"):
        export_audit(cells, memory, tmp_path / "a.tar")
    export_module(cells, memory, path, force=True)
    assert "double" in path.read_text()


async def test_the_audit_pack_is_whole_and_always_the_same(run: Run, tmp_path: Path) -> None:
    cells, memory = run.host.document.cells(), run.session.memory
    packs = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for pack in packs:
        export_audit(cells, memory, pack)
    assert packs[0].read_bytes() == packs[1].read_bytes()
    with zipfile.ZipFile(packs[0]) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(manifest["sha256"]) == set(archive.namelist()) - {"manifest.json"}
        assert any(name.startswith("cells/") for name in archive.namelist())
        assert json.loads(archive.read("contract.json"))[0]["id"] == "r"


async def test_a_cell_that_anybody_named_stays_in_the_folder_of_the_pack(run: Run, tmp_path: Path) -> None:
    memory = run.session.memory
    cells = [replace(cell, id="../../evil") for cell in run.host.document.cells()]
    for step in memory.plan.leaves():
        if step.cells:
            memory.plan.note_cell(step.id, "../../evil")
    export_work(cells, memory, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
    assert any("evil" in name for name in names)
    assert not any(".." in name for name in names)


async def test_a_pack_that_cannot_be_written_is_said_and_a_long_name_is_cut(run: Run, tmp_path: Path) -> None:
    cells, memory = run.host.document.cells(), run.session.memory
    with pytest.raises(HostError, match="does not exist"):
        export_audit(cells, memory, tmp_path / "no" / "a.zip")
    memory.paper = replace(memory.paper, target=", ".join(f"3.{n}" for n in range(100)))
    assert len(default_name(memory)) < 80


@pytest.mark.parametrize("setting", ["max_tokens=inf", "max_cost=nan", "max_tokens=x", "max_cost=-1"])
def test_a_cap_that_is_no_number_is_refused(setting: str, tmp_path: Path) -> None:
    steering = Steering(Runner(cast(Hosts, None)))
    with pytest.raises(ConfigError):
        change_setting(steering, setting)
    file = tmp_path / "config.toml"
    file.write_text(setting.replace("x", "'x'") if setting.endswith("x") else setting)
    with pytest.raises(ConfigError):
        load_config(environment={}, file=file)


async def test_a_session_in_a_file_shows_itself_from_python(run: Run, tmp_path: Path) -> None:
    notebook = tmp_path / "out.ipynb"
    notebook.write_bytes(dump_document(run.host.document))
    session = rca_kernel.Session("paper.tex", "3.2", notebook=notebook, model="formal")
    assert "✔ 1 step 1" in repr(session)
    assert "text/markdown" in session.contract._repr_mimebundle_()
    assert "1 check." in str(session.export(tmp_path / "m.py"))
    assert "not begun" in repr(rca_kernel.Session("paper.tex", "3.2", notebook=tmp_path / "no.ipynb"))


def test_a_paper_shows_itself_from_python(tmp_path: Path) -> None:
    file = tmp_path / "paper.tex"
    file.write_text("\\documentclass{article}\\begin{document}\\section{Update}$$y = 2 x$$\\end{document}")
    paper = rca_kernel.Paper(file)
    assert paper.sections == ["1 Update"]
    assert "Update" in repr(paper)
    assert "y = 2 x" in paper.passage("1")._repr_mimebundle_()["text/markdown"]


def test_settings_say_where_they_came_from(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('model = "formal"\nmode = "approve"\n')
    told = {
        name: (value, origin)
        for name, value, origin in explained(environment={"RCA_MODE": "plan"}, file=file)
    }
    assert told["model"] == ("formal", str(file))
    assert told["mode"] == ("plan", "the environment (RCA_…)")
    assert told["retries"][1] == "default"


def test_the_panel_shows_text_as_text_and_its_buttons_say_what_came_of_them() -> None:
    pressed: list[str] = []

    def refused() -> str:
        pressed.append("Stop")
        raise HostError("No session is running.")

    commands = {"Pause": lambda: pressed.append("Pause") or "Pausing.", "Stop": refused}  # type: ignore[func-returns-value]
    panel = Panel(commands, pytest.fail)
    panel.update("<b onload=x>\x1b[31m plan", "running", 1, 3)
    assert panel.text == "<b onload=x> plan\nrunning"
    assert as_html("<b onload=x>") == as_html("<b onload=x>\x1b[31m")
    assert "<b" not in as_html("<b onload=x>")
    assert (panel.box.children[1].value, panel.box.children[1].max) == (1, 3)
    for button in panel.box.children[0].children:
        button.click()
    assert pressed == ["Pause", "Stop"]
    assert "No session is running" in panel.box.children[2].value
    panel.update("plan", "stopped", 1, 3)
    assert panel.box.children[2].value == ""
    panel.update(r"$\beta_1 = 0.9$", "for $5", 1, 3)
    assert panel.text == "β_1 = 0.9\nfor $5"


async def test_the_command_line_exports_and_tells_settings_without_secrets(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out.ipynb").write_bytes(dump_document(run.host.document))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RCA_API_BASE", "http://user:hidden@127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hidden")
    exported = rca("export", "out.ipynb", "-o", "m.py")
    assert "Wrote m.py, test_m.py" in exported.output
    again = rca("export", "out.ipynb", "-o", "m.py")
    assert (again.exit_code, "it is kept" in again.output) == (1, True)
    settings = rca("config").output
    assert "127.0.0.1" in settings
    assert "hidden" not in settings


def test_the_command_line_asks_nobody_where_nobody_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paper = Path(__file__).resolve().parents[2] / "notebooks" / "papers" / "adaptive-moments.tex"
    asked = ["run", str(paper), "--section", "Algorithm 1", "--model", "formal", "-o", "out.ipynb", "--mode"]
    refused = rca(*asked, "approve")
    assert (refused.exit_code, "nobody is at a terminal" in refused.output) == (1, True)
    held = rca(*asked, "plan")
    assert (held.exit_code, "The plan is ready" in held.output) == (130, True)
    states = {step.state for step in remembered_in(tmp_path / "out.ipynb").plan.leaves()}
    assert states == {"pending"}


def test_a_session_from_python_speaks_of_python_before_and_after_it_began(tmp_path: Path) -> None:
    notebook = tmp_path / "out.ipynb"
    session = rca_kernel.Session("paper.tex", "3.2", notebook=notebook, model="formal")
    assert "No plan yet" in repr(session.plan)
    assert "No contract yet" in repr(session.contract)
    notebook.write_text("{}")
    with pytest.raises(HostError, match="force=True") as refused:
        session.implement()
    assert "--" not in str(refused.value)
