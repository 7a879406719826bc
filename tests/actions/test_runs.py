"""What an agent learns of a run, and what a step must show before it ends."""

from __future__ import annotations

import pytest

from rca_kernel import actions as a
from rca_kernel.actions import Performer
from rca_kernel.agents.prompting import contract_text
from rca_kernel.app.telling import contract_lines
from rca_kernel.contract import Contract, Requirement
from rca_kernel.memory import Memory, decode, encode
from rca_kernel.notebook import Cell, DisplayOutput, ErrorOutput, RunResult, StreamOutput
from rca_kernel.paper.document import Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.workspace import Workspace, baseline_of

TRACEBACK = """Traceback (most recent call last)
Cell In[4], line 2
      1 y = 2
----> 2 mean(x)
File ~/lib/python3/site-packages/numpy/core.py:77, in mean(a)
     77 deep inside
"""


def failing(cell: Cell) -> RunResult:
    if "mean" in cell.source:
        return RunResult("error", (ErrorOutput("TypeError", "bad x", TRACEBACK + "TypeError: bad x"),))
    return RunResult("ok", (StreamOutput("stdout", f"ran {cell.source}"),))


@pytest.fixture
def host() -> FakeNotebook:
    return FakeNotebook(failing, namespace={"x": [1, None], "mean": len})


@pytest.fixture
def performer(host: FakeNotebook, memory: Memory) -> Performer:
    return Performer(host, memory)


async def insert(performer: Performer, source: str, step: str = "2") -> str:
    seen = await performer.perform(a.InsertCell("code", source), performer.memory.plan[step])
    return seen.cell_id


async def test_a_failure_is_told_with_own_frames_values_and_the_change_since_it_worked(
    performer: Performer, memory: Memory
) -> None:
    await insert(performer, "y = 2\nx")
    seen = await performer.perform(a.EditCell("last", "y = 2\nmean(x)"), memory.plan["2"])
    assert not seen.ok
    assert "----> 2 mean(x)" in seen.text
    assert "deep inside" not in seen.text
    assert "1 frames in libraries left out" in seen.text
    assert "x: list len 2 = [1, None]" in seen.text
    assert "-x\n+mean(x)" in seen.text


def comparing(cell: Cell) -> RunResult:
    if "wrong(" in cell.source:
        told = "wrong(x) differs from Eq. 1 at point 1 of 8:\n    x = 2"
        return RunResult("error", (ErrorOutput("AssertionError", told),))
    return RunResult("ok", (StreamOutput("stdout", "agrees"),))


async def test_a_disagreement_outlives_its_cell_until_a_check_agrees(memory: Memory) -> None:
    def source(requirement: Requirement, call: str, ranges: tuple[str, ...]) -> str:
        return f"check_against_formula(\n    lambda x: {call})"

    performer = Performer(FakeNotebook(comparing), memory, check_equation=source)
    step = memory.plan["3.1"]
    seen = await performer.perform(a.CheckEquation("eq:2", "wrong(x)"), step)
    await performer.perform(a.DeleteCell(seen.cell_id), step)
    other = await performer.perform(a.InsertCell("code", "assert x", ("eq:2",)), step)
    for status in ("verified", "implemented"):
        seen = await performer.perform(a.MarkRequirement("eq:2", status, "x", other.cell_id), step)  # type: ignore[arg-type]
        assert not seen.ok
        assert "wrong(x) differs from Eq. 1 at point 1 of 8" in seen.text
    performer.memory = decode(encode(memory))
    step = performer.memory.plan["3.1"]
    performer.memory.contract.mark("eq:2", "implemented")
    seen = await performer.perform(a.FinishStep("done"), step)
    assert not seen.ok
    assert "eq:2: wrong(x) differs" in seen.text
    assert "report_paper_error" in seen.text
    assert "its latest check disagrees: wrong(x) differs" in contract_text(performer.memory.contract)
    assert "its latest check disagrees: wrong(x) differs" in contract_lines(performer.memory.contract)
    assert (await performer.perform(a.CheckEquation("eq:2", "right(x)"), step)).ok
    assert "disagrees" not in contract_lines(performer.memory.contract)
    assert (await performer.perform(a.MarkRequirement("eq:2", "verified", "agrees", "last"), step)).ok
    performer.memory.plan.move("3.1", "running")
    assert (await performer.perform(a.FinishStep("done"), step)).ok


async def test_a_check_that_broke_off_is_no_verdict(memory: Memory) -> None:
    def source(requirement: Requirement, call: str, ranges: tuple[str, ...]) -> str:
        return f"check_against_formula(\n    mean({call}))"

    performer = Performer(FakeNotebook(failing), memory, check_equation=source)
    assert not (await performer.perform(a.CheckEquation("eq:2", "x"), memory.plan["3.1"])).ok
    assert not memory.contract["eq:2"].dispute


async def test_a_check_of_a_formula_is_told_without_its_own_inside(memory: Memory) -> None:
    trace = (
        "Traceback (most recent call last)\nCell In[4], line 3\n----> 3 check_against_formula(y)\n"
        "Cell In[4], line 1, in check_against_formula(function)\n----> 1 raise AssertionError\n"
        "AssertionError: y differs"
    )
    source = "def check_against_formula(function): ...\n\ncheck_against_formula(y)"
    error = RunResult("error", (ErrorOutput("AssertionError", "y differs", trace),))
    host = FakeNotebook(lambda cell: error, namespace={"y": len, "check_against_formula": len})
    seen = await Performer(host, memory).perform(a.InsertCell("code", source), memory.plan["2"])
    assert "----> 3 check_against_formula(y)\nAssertionError: y differs" in seen.text
    assert "raise AssertionError" not in seen.text
    assert "check_against_formula: " not in seen.text


async def test_values_of_an_earlier_run_are_not_told_as_those_of_the_failure(memory: Memory) -> None:
    host = FakeNotebook(failing, namespace={"x": [1, None], "y": 2, "later": 7, "total": 8})
    source = "y = 2\ntotal = mean(x)\nlater = total + y"
    seen = await Performer(host, memory).perform(a.InsertCell("code", source), memory.plan["2"])
    assert "x: list len 2" in seen.text
    assert "y: int = 2" in seen.text
    assert "later:" not in seen.text
    assert "total:" not in seen.text


async def test_an_edit_by_piece_runs_what_depends_on_it(performer: Performer, memory: Memory) -> None:
    first = await insert(performer, "a = 1", "1")
    other = await insert(performer, "b = a")
    await insert(performer, "c = 3")
    seen = await performer.perform(a.EditCell(first, old="1", new="2"), memory.plan["2"])
    assert seen.ok
    assert f"{other}, which depends on it" in seen.text
    assert seen.text.count("which depends on it") == 1
    for wrong in (a.EditCell(first), a.EditCell(first, "x", "a", "b"), a.EditCell(first, old="nothing")):
        assert not (await performer.perform(wrong, memory.plan["2"])).ok


async def test_a_step_does_not_end_on_a_cell_that_was_changed_after_it_ran(
    host: FakeNotebook, performer: Performer, memory: Memory
) -> None:
    id = await insert(performer, "a = 1")
    cell = host.document.cell(id)
    host.document.edit(id, "a = 2", cell.hash)
    refused = await performer.perform(a.FinishStep("done"), memory.plan["2"])
    assert f"Cell {id} has been changed since it ran" in refused.text
    await performer.perform(a.RunCell("last"), memory.plan["2"])
    assert (await performer.perform(a.FinishStep("done"), memory.plan["2"])).ok


async def test_a_cell_that_cannot_fail_verifies_nothing(performer: Performer, contract: Contract) -> None:
    await insert(performer, "print(1)")
    step = performer.memory.plan["2"]
    refused = await performer.perform(a.MarkRequirement("eq:1", "verified", "looks right", "last"), step)
    assert "asserts nothing" in refused.text
    check = await insert(performer, "assert sum([1]) == 1")
    assert (await performer.perform(a.MarkRequirement("eq:1", "verified", "it is 1", "last"), step)).ok
    assert contract["eq:1"].cells == (check,)


@pytest.mark.parametrize(
    "test", ["True", "1 + 1 == 2", "sum([1]) == 7 or True", '(sum([1]) == 7, "said")', "not False and 1"]
)
async def test_what_holds_whatever_the_code_does_verifies_nothing(performer: Performer, test: str) -> None:
    await insert(performer, f"assert {test}")
    marked = a.MarkRequirement("eq:1", "verified", "looks right", "last")
    assert "asserts nothing" in (await performer.perform(marked, performer.memory.plan["2"])).text


async def test_numbers_that_nobody_printed_are_told_back(host: FakeNotebook, performer: Performer) -> None:
    host.runner = lambda cell: RunResult("ok", (StreamOutput("stdout", "off by 0.10286, eps 1e-8"),))
    await insert(performer, "assert sum([0.5]) == 0.5")
    step = performer.memory.plan["2"]
    for evidence, unseen in (
        ("off by 10.29% (0.103) at 1e-8 as Eq. (3.5) and Section 3.4 say, 0.50 exactly", ""),
        ("accuracy 0.931 against 0.103", "0.931"),
    ):
        seen = await performer.perform(a.MarkRequirement("eq:1", "verified", evidence, "last"), step)
        assert seen.ok
        assert ("neither its cell printed" in seen.text) is bool(unseen)
        assert unseen in seen.text
        assert "0.103," not in seen.text


async def test_the_papers_own_error_is_reported_in_its_own_words(
    performer: Performer, contract: Contract
) -> None:
    span = Span("a.tex", 0, 9)
    text = "The weights sum to two.\nElsewhere $\\sum_i w_i = 1$ holds."
    performer.passage = Passage("2", "2", "T", "a.tex", (Section("s", "2", "W", 2, span, text=text),), ())
    step = performer.memory.plan["2"]
    invented = a.ReportPaperError("eq:1", "The weights sum to three.", "the formula")
    assert "does not say" in (await performer.perform(invented, step)).text
    await performer.perform(a.InsertCell("code", "w = [0.5, 0.5]\nassert sum(w) == 1"), step)
    found = a.ReportPaperError("eq:1", "the weights sum to two", r"\sum_i w_i = 1", "last")
    assert (await performer.perform(found, step)).ok
    assert contract["eq:1"].cells
    assert contract["eq:1"].status == "violated"
    assert contract["eq:1"].note.startswith("the paper is wrong: “the weights sum to two”")
    for evidence in ("the weights sum to one", "they sum to one in the loop too"):
        seen = await performer.perform(a.MarkRequirement("eq:1", "verified", evidence, "last"), step)
        assert "as corrected; the paper's error stays reported" in seen.text
        assert contract["eq:1"].status == "verified"
        assert contract["eq:1"].note.startswith("the paper is wrong: “the weights sum to two”")
        assert f"; as corrected: {evidence}" in contract["eq:1"].note
    assert contract["eq:1"].note.count("as corrected") == 1


async def test_variables_and_cleared_outputs(
    host: FakeNotebook, performer: Performer, memory: Memory
) -> None:
    seen = await performer.perform(a.InspectVariable(("x", "gone")), memory.plan["2"])
    assert seen.text == "x: list len 2 = [1, None]\nnot there: gone"
    id = await insert(performer, "a = 1")
    cleared = await performer.perform(a.ClearOutputs(id), memory.plan["2"])
    assert [cell.outputs for cell in host.document.cells()] == [()]
    assert memory.plan["2"].cells == (cleared.cell_id,)


async def test_a_plot_comes_with_the_observation(
    host: FakeNotebook, performer: Performer, memory: Memory
) -> None:
    host.runner = lambda cell: RunResult("ok", (DisplayOutput({"text/plain": "<Figure>"}, b"png"),))
    seen = await performer.perform(a.InsertCell("code", "plot()"), memory.plan["2"])
    assert [image.data for image in seen.images] in ([b"png"], [])  # [] where Pillow finds it is no picture


async def test_the_baseline_is_compared_by_what_both_runs_printed(
    host: FakeNotebook, performer: Performer, workspace: Workspace, memory: Memory
) -> None:
    workspace.write("train.py", "print('loss: 0.5')\n")
    workspace.changes.clear()
    performer.workspace, performer.baseline = workspace, baseline_of("python train.py")
    workspace.write("train.py", "print('loss: 0.25')\n")
    seen = await performer.perform(a.CompareBaseline("loss", "lower"), memory.plan["2"])
    assert "loss: baseline 0.5 (run baseline: python train.py" in seen.text
    assert "better by 0.25" in seen.text
    await insert(performer, "measured = 1")
    in_a_cell = a.CompareBaseline("loss", "lower", cell_id="last")
    assert "printed no 'loss'" in (await performer.perform(in_a_cell, memory.plan["2"])).text
    host.runner = lambda cell: RunResult("ok", (StreamOutput("stdout", "loss: 0.75"),))
    await performer.perform(a.RunCell("last"), memory.plan["2"])
    seen = await performer.perform(in_a_cell, memory.plan["2"])
    assert "ours 0.75 (cell " in seen.text
    assert "worse by 0.25" in seen.text
    host.runner = lambda cell: RunResult("ok", (StreamOutput("stdout", "loss: 0.9\nepoch 2 loss: 0.4"),))
    await performer.perform(a.RunCell("last"), memory.plan["2"])
    seen = await performer.perform(in_a_cell, memory.plan["2"])
    assert "the last of 2 that it printed (0.9, 0.4), in line 2: “epoch 2 loss: 0.4”" in seen.text
    missing = await performer.perform(a.CompareBaseline("accuracy", "higher"), memory.plan["2"])
    assert "printed no 'accuracy'" in missing.text


async def test_a_file_is_understood_by_its_tree_and_by_whoever_reads(
    performer: Performer, workspace: Workspace, memory: Memory
) -> None:
    workspace.write("train.py", 'def fit(x):\n    """Fits."""\n    return x\n')
    workspace.write("main.py", "from train import fit\nfit(3)\n")
    performer.workspace = workspace
    step = memory.plan["2"]
    alone = await performer.perform(a.UnderstandFile("train.py"), step)
    assert alone.text == 'def fit(x):  """Fits."""'
    asked: list[str] = []

    async def read(question: str) -> str:
        asked.append(question)
        return "It fits."

    performer.reader = read
    seen = await performer.perform(a.UnderstandFileWithContext("train.py", 1, 3, "who calls it?"), step)
    assert seen.text.startswith("It fits.")
    assert "main.py:2: fit(3)" in asked[0]
    assert asked[0].endswith("who calls it?")
