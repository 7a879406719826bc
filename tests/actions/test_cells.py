from __future__ import annotations

import pytest

from rca_kernel import actions as a
from rca_kernel.actions import Performer
from rca_kernel.contract import Contract
from rca_kernel.errors import HostError, StoppedError
from rca_kernel.memory import Memory
from rca_kernel.notebook import Cell, ErrorOutput, NewCell, RunResult, StreamOutput
from rca_kernel.testing.fake_notebook import FakeNotebook


def printing(cell: Cell) -> RunResult:
    """A cell that says "fail" fails; every other prints its own source."""
    if "fail" in cell.source:
        return RunResult("error", (ErrorOutput("AssertionError", "off by 1"),))
    return RunResult("ok", (StreamOutput("stdout", cell.source),))


@pytest.fixture
def host() -> FakeNotebook:
    return FakeNotebook(printing)


@pytest.fixture
def performer(host: FakeNotebook, memory: Memory) -> Performer:
    return Performer(host, memory)


async def insert(performer: Performer, step: str, source: str, *requirements: str) -> str:
    action = a.InsertCell("code", source, requirements)
    return (await performer.perform(action, performer.memory.plan[step])).cell_id


async def verified(performer: Performer, cell: str) -> None:
    mark = a.MarkRequirement("eq:1", "verified", "agrees at 8 points", cell)
    assert (await performer.perform(mark, performer.memory.plan["1"])).ok


def sources(host: FakeNotebook) -> list[str]:
    return [cell.source for cell in host.document.cells()]


async def test_a_moved_cell_stands_and_has_run_at_its_new_place(
    host: FakeNotebook, performer: Performer, memory: Memory
) -> None:
    one, two, three = [await insert(performer, "2", source) for source in ("a = 1", "b = 2", "c = 3")]
    seen = await performer.perform(a.MoveCell(three, one), memory.plan["2"])
    assert seen.ok
    assert sources(host) == ["a = 1", "c = 3", "b = 2"]
    assert set(memory.plan["2"].cells) == {one, two, seen.cell_id}
    assert performer.results[seen.cell_id].status == "ok"
    assert three not in performer.results


@pytest.mark.parametrize("change", ["moved up", "deleted"])
async def test_after_the_last_cell_went_the_next_one_still_stands_above_the_users(
    host: FakeNotebook, performer: Performer, memory: Memory, change: str
) -> None:
    one = await insert(performer, "1", "a = 1")
    await insert(performer, "1", "b = 2")
    last = await insert(performer, "1", "c = 3")
    await host.insert(NewCell("code", "theirs = 1"), None)
    action = a.MoveCell(last, one) if change == "moved up" else a.DeleteCell(last)
    await performer.perform(action, memory.plan["1"])
    await insert(performer, "2", "d = 4")
    ours = ["a = 1", "c = 3", "b = 2"] if change == "moved up" else ["a = 1", "b = 2"]
    assert sources(host) == [*ours, "d = 4", "theirs = 1"]


async def test_moving_or_deleting_the_evidence_takes_the_verification_back(
    performer: Performer, memory: Memory, contract: Contract
) -> None:
    first = await insert(performer, "1", "assert sum([]) == 0", "eq:1")
    last = await insert(performer, "1", "pass")
    await verified(performer, first)
    moved = await performer.perform(a.MoveCell(first, last), memory.plan["1"])
    assert "verified no longer: eq:1" in moved.text
    assert contract["eq:1"].status == "implemented"
    assert moved.cell_id in contract["eq:1"].cells

    await verified(performer, moved.cell_id)
    deleted = await performer.perform(a.DeleteCell(moved.cell_id), memory.plan["1"])
    assert "verified no longer: eq:1" in deleted.text
    assert contract["eq:1"].status == "implemented"


async def test_a_function_too_long_to_be_checked_is_told_back(performer: Performer, memory: Memory) -> None:
    body = "".join(f"    y = {n}\n" for n in range(44))
    for source, said in ((f"def f(x):\n{body}", "f has 45 lines"), ("def f(x):\n    return x", "cell ")):
        seen = await performer.perform(a.InsertCell("code", source), memory.plan["2"])
        assert seen.ok
        assert said in seen.text
    assert "lines" not in seen.text


@pytest.mark.parametrize("after", ["nowhere", "itself"])
async def test_a_cell_is_not_moved_to_where_there_is_none(
    host: FakeNotebook, performer: Performer, memory: Memory, after: str
) -> None:
    one = await insert(performer, "2", "a = 1")
    seen = await performer.perform(a.MoveCell(one, one if after == "itself" else after), memory.plan["2"])
    assert not seen.ok
    assert sources(host) == ["a = 1"]


async def test_checks_of_done_steps_run_again_and_one_that_fails_verifies_no_longer(
    host: FakeNotebook, performer: Performer, memory: Memory, contract: Contract
) -> None:
    await insert(performer, "1", "def f(x): return 2 * x")
    check = await insert(performer, "1", "np.testing.assert_allclose(f(1), 2)", "eq:1")
    await insert(performer, "2", "assert not_yet_done")
    await verified(performer, check)
    seen = await performer.perform(a.RunChecks(), memory.plan["2"])
    assert seen.ok
    assert seen.text.startswith("1 of 1 checks pass")

    cell = host.document.cell(check)
    host.document.edit(check, "assert f(1) == 2  # fails now", cell.hash)
    seen = await performer.perform(a.RunChecks(), memory.plan["2"])
    assert not seen.ok
    assert "0 of 1 checks pass" in seen.text
    assert "AssertionError: off by 1" in seen.text
    assert contract["eq:1"].status == "implemented"


async def test_without_a_check_in_this_kernel_there_is_nothing_to_run(
    performer: Performer, memory: Memory
) -> None:
    await insert(performer, "1", "x = 1")
    seen = await performer.perform(a.RunChecks(), memory.plan["2"])
    assert not seen.ok
    assert "No check" in seen.text


async def test_a_long_output_keeps_head_and_tail_and_its_middle_is_read_on_demand(
    host: FakeNotebook, performer: Performer, memory: Memory
) -> None:
    lines = [f"loss at step {number}: 0.5" for number in range(1, 601)]
    host.runner = lambda cell: RunResult("ok", (StreamOutput("stdout", "\n".join(lines)),))
    seen = await performer.perform(a.InsertCell("code", "train()"), memory.plan["2"])
    assert lines[0] in seen.text
    assert lines[-1] in seen.text
    assert lines[400] not in seen.text
    assert f"600 lines in all: read_output of {seen.cell_id}" in seen.text
    rest = await performer.perform(a.ReadOutput(seen.cell_id, 400, 402), memory.plan["2"])
    assert rest.text.splitlines() == [f" {n}  {lines[n - 1]}" for n in (400, 401, 402)]


async def test_reading_on_says_where_to_go_on(
    host: FakeNotebook, performer: Performer, memory: Memory
) -> None:
    host.runner = lambda cell: RunResult("ok", (StreamOutput("stdout", f"{'x' * 100}\n" * 150),))
    cell = await insert(performer, "2", "p()")
    page = await performer.perform(a.ReadOutput(cell), memory.plan["2"])
    assert page.text.endswith("of 150 not shown: go on with first=113]")
    rest = await performer.perform(a.ReadOutput(cell, 113), memory.plan["2"])
    assert rest.text.splitlines()[-1].startswith(" 150  ")
    assert not (await performer.perform(a.ReadOutput(cell, 151), memory.plan["2"])).ok


async def test_outputs_of_an_earlier_kernel_are_read_from_the_notebook(
    performer: Performer, memory: Memory
) -> None:
    cell = await insert(performer, "2", "print('seen')")
    performer.results.clear()
    assert "print('seen')" in (await performer.perform(a.ReadOutput(cell), memory.plan["2"])).text


async def test_one_cell_is_read_whole_where_the_notebook_shows_a_part(
    performer: Performer, memory: Memory
) -> None:
    source = "\n".join(f"value_{n} = {n}" for n in range(500))
    cell = await insert(performer, "2", source)
    assert source not in (await performer.perform(a.ReadNotebook(), memory.plan["2"])).text
    assert source in (await performer.perform(a.ReadNotebook(cell), memory.plan["2"])).text


async def test_a_cell_of_the_user_is_neither_edited_nor_moved_nor_deleted(
    host: FakeNotebook, performer: Performer, memory: Memory
) -> None:
    theirs = await host.insert(NewCell("code", "mine = 1"), None)
    for action in (a.EditCell(theirs.id, "x"), a.MoveCell(theirs.id, theirs.id), a.DeleteCell(theirs.id)):
        assert not (await performer.perform(action, memory.plan["2"])).ok
    assert sources(host) == ["mine = 1"]


async def test_a_lost_notebook_and_a_stop_end_the_session(
    host: FakeNotebook, performer: Performer, memory: Memory
) -> None:
    def stopped(cell: Cell) -> RunResult:
        raise StoppedError("stopped")

    host.runner = stopped
    with pytest.raises(StoppedError):
        await performer.perform(a.InsertCell("code", "x"), memory.plan["2"])
    host.closed = True
    with pytest.raises(HostError):
        await performer.perform(a.ReadNotebook(), memory.plan["2"])
