from __future__ import annotations

import pytest

from rca_kernel import actions as a
from rca_kernel.actions import Action, Observation, Performer
from rca_kernel.memory import Memory
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.workspace import Workspace


@pytest.fixture
def performer(memory: Memory, workspace: Workspace) -> Performer:
    return Performer(FakeNotebook(), memory, workspace)


async def do(performer: Performer, action: Action) -> Observation:
    return await performer.perform(action, performer.memory.plan["2"])


async def test_a_segment_is_replaced_and_the_diff_returned(
    performer: Performer, workspace: Workspace, memory: Memory
) -> None:
    seen = await do(performer, a.EditSegment("train.py", 2, 3, "y = 5", "y = 2"))
    assert seen.ok
    assert "+y = 5" in seen.text
    assert workspace.read("train.py") == "x = 1\ny = 5\n"
    assert memory.plan["2"].files == ("train.py",)


async def test_a_segment_that_is_not_what_was_expected_is_left_alone(
    performer: Performer, workspace: Workspace
) -> None:
    seen = await do(performer, a.EditSegment("train.py", 2, 2, "y = 5", "x = 1"))
    assert not seen.ok
    assert "Line 2 of 'train.py' is 'y = 2', not 'x = 1'" in seen.text
    assert workspace.changes == []


async def test_a_python_file_that_no_longer_parses_is_said_at_once(performer: Performer) -> None:
    assert (
        "NOTICE: train.py is no valid Python in line 4"
        in (await do(performer, a.AppendFile("train.py", "def f(:\n"))).text
    )
    assert "NOTICE" not in (await do(performer, a.AppendFile("notes.txt", "def f(:\n"))).text


async def test_copies_and_appended_lines_are_new_text_in_the_session_diff(performer: Performer) -> None:
    await do(performer, a.CopyFile("train.py", "variant.py"))
    await do(performer, a.AppendFile("variant.py", "w = 4"))
    await do(performer, a.EditFile("train.py", "x = 1", "x = 0"))
    both = (await do(performer, a.FileDiff())).text
    one = (await do(performer, a.FileDiff("train.py"))).text
    assert "+w = 4" in both
    assert "-x = 1" in both
    assert "-x = 1" in one
    assert "+w = 4" not in one


async def test_a_script_runs_with_its_arguments_and_its_exit_code_is_typed(
    performer: Performer, workspace: Workspace
) -> None:
    workspace.write(
        "show.py", "import sys\nopen('made.txt', 'w').close()\nprint(sys.argv[1:])\nsys.exit(3)\n"
    )
    seen = await do(performer, a.ExecuteScript("show.py", ("--lr", "$HOME; ls")))
    assert not seen.ok
    assert seen.text.startswith("run-1: exit code 3 in ")
    assert "['--lr', '$HOME; ls']" in seen.text
    assert "new files: made.txt" in seen.text
    assert performer.runs["run-1"].exit_code == 3


async def test_a_script_past_its_limit_is_killed_and_said_to_be(
    performer: Performer, workspace: Workspace
) -> None:
    workspace.write("endless.py", "while True:\n    pass\n")
    seen = await do(performer, a.ExecuteScript("endless.py", timeout=0.05))
    assert not seen.ok
    assert "killed at its time limit" in seen.text
    assert performer.runs["run-1"].exit_code is None


async def test_the_middle_of_what_a_script_printed_is_read_on_demand(
    performer: Performer, workspace: Workspace
) -> None:
    workspace.write("talk.py", "for n in range(2000):\n    print('line', n)\n")
    seen = await do(performer, a.ExecuteScript("talk.py"))
    assert seen.ok
    assert "line 1500" not in seen.text
    assert "2000 lines in all: read_output of run-1" in seen.text
    assert (await do(performer, a.ReadOutput("run-1", 1501, 1501))).text == "1501  line 1500"


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (a.ExecuteScript("../other.py"), "outside"),
        (a.ExecuteScript("missing.py"), "No such file"),
        (a.ExecuteScript("notes.sh"), "no Python script"),
        (a.ExecuteScript("train.py", timeout=0), "not allowed"),
        (a.ExecuteScript("train.py", timeout=1e6), "not allowed"),
        (a.ExecuteScript("train.py", ("a\0b",)), "cannot be started"),
    ],
)
async def test_what_cannot_be_run_is_refused(
    performer: Performer, workspace: Workspace, action: Action, said: str
) -> None:
    workspace.write("notes.sh", "exit 0\n")
    seen = await do(performer, action)
    assert not seen.ok
    assert said in seen.text
    assert performer.runs == {}


async def test_a_page_of_a_file_says_where_to_go_on_and_cuts_endless_lines(
    performer: Performer, workspace: Workspace
) -> None:
    workspace.write("wide.json", "x" * 5000 + "\n" + "y\n" * 3000)
    text = (await do(performer, a.ReadFile("wide.json"))).text
    assert "[3000 more characters in this line]" in text.splitlines()[0]
    assert text.splitlines()[-1].startswith("[lines ")
    assert (await do(performer, a.ReadFile("wide.json", 3001))).text == "3001  y"
    assert (await do(performer, a.ReadFile("train.py", 2, 2))).text == "   2  y = 2"


async def test_without_starter_code_files_are_refused(memory: Memory) -> None:
    seen = await do(Performer(FakeNotebook(), memory), a.ExecuteScript("train.py"))
    assert not seen.ok
    assert "no starter code" in seen.text
