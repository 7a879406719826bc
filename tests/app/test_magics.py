"""`%rca` in a real kernel without any page: messages, completion, pasted text, and the inline host."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from rca_kernel.notebook import NewCell
from tests.app.talking import Kernel, loaded, running

PASTED = "%%rca --model formal\nThe corrected moment is\n\n$$ \\hat{m}_t = \\frac{m_t}{1 - \\beta_1^t} $$\n"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def idle(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kernel]:
    """One in which nothing was ever begun, for all that only talk to it."""
    async with running(tmp_path_factory.mktemp("idle")) as kernel:
        yield kernel


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%rca", "implement"),
        ("%rca implment x", "Did you mean %rca implement?"),
        ('%rca implement "Section 3.2"', "No paper has been read"),
        ("%rca paper nowhere.tex", "nowhere.tex"),
        ("%rca paper", "lacks its FILE. For example: %rca paper paper.tex"),
        ("%rca stop", "No session is running"),
        ("%rca status", "No session has run"),
        ("%rca plan", "No session has run"),
        ("%rca undo", "%rca paper FILE"),
        ("%rca config reader=gpt", "Say provider/model"),
        ("%rca config readr=openai/x", "Did you mean reader=…?"),
        ('%rca implement "3.2', "Quote words like this"),
        ("%%rca\n   ", "is empty"),
    ],
)
async def test_a_mistake_gets_one_message_and_no_traceback(idle: Kernel, line: str, said: str) -> None:
    text = await idle.say(line)
    assert said in text
    assert "Traceback" not in text


async def test_a_paper_is_shown_with_its_passage(kernel: Kernel) -> None:
    text = await kernel.say('%rca paper adaptive-moments.tex --section "3.2"')
    assert "15 equations" in text
    assert "Eq. (6)" in text


async def test_sections_are_completed_after_implement(kernel: Kernel) -> None:
    await kernel.say("%rca paper adaptive-moments.tex")
    completed = await kernel.say("get_ipython().complete('', '%rca implement ', 15)[1]")
    assert "Section 3.2" in completed
    commands = await kernel.say("get_ipython().complete('', '%rca ', 5)[1]")
    assert "resume" in commands


async def test_a_method_pasted_into_a_cell_is_implemented_without_any_page(kernel: Kernel) -> None:
    assert "Implementing" in await kernel.say(PASTED)
    await kernel.until("done:")
    assert "2.0" in await kernel.say("m_hat_t(1.0, 0.5, 1)")
    assert "m_hat_t agrees" in await kernel.say("%rca contract")


async def test_a_pasted_method_is_gone_on_with_in_a_new_kernel(kernel: Kernel, tmp_path: Path) -> None:
    await kernel.say(f"{PASTED.replace('formal', 'formal --mode plan', 1)}")
    await kernel.until("paused: %rca resume")
    await kernel.say("%rca stop")
    await kernel.until("stopped:")
    await kernel.host.close()
    async with loaded(tmp_path / "b.ipynb") as again:
        await again.say("%rca mode auto")
        await again.say("%rca resume --model formal")
        await again.until("done:")
        assert "m_hat_t agrees" in await again.say("%rca contract")


async def test_stop_ends_a_session_without_any_page(kernel: Kernel) -> None:
    await kernel.say("%rca paper adaptive-moments.tex")
    await kernel.say('%rca implement "Section 3.2" --model formal')
    await kernel.until("1.1")
    assert "Stopping" in await kernel.say("%rca stop")
    await kernel.until("stopped:")
    plan = await kernel.say("%rca plan")
    assert "○" in plan
    assert "✘" not in plan


async def test_what_waits_is_shown_and_answered_without_any_page(kernel: Kernel) -> None:
    await kernel.say("%rca paper adaptive-moments.tex")
    await kernel.say('%rca implement "Section 3.2" --model formal --mode approve')
    await kernel.until("waits for your approval [write]")
    assert "%rca reject" in await kernel.say("%rca status")
    assert "Approved" in await kernel.say("%rca approve")
    await kernel.until("waits for your approval [execute]")
    assert "Rejected" in await kernel.say('%rca reject "a line about \x1b[31mcolour"')
    await kernel.until("waits for your approval [execute]")
    log = await kernel.say("%rca log rejected")
    assert "colour" in log
    assert "\x1b" not in log
    assert "Approved as you edited it" in await kernel.say(
        "%%rca approve\nimport numpy as np\nmine = 41 + 1\n"
    )
    await kernel.until("waits for your approval")
    assert "42" in await kernel.say("mine")
    assert "Stopping" in await kernel.say("%rca stop")
    await kernel.until("stopped:")
    assert "Nothing waits" in await kernel.say("%rca approve")


async def test_a_plan_is_held_changed_and_gone_on_with(kernel: Kernel) -> None:
    await kernel.say("%rca paper adaptive-moments.tex")
    await kernel.say('%rca implement "Section 3.2" --model formal --mode plan')
    await kernel.until("paused: %rca resume")
    first = (await kernel.say("%rca plan")).splitlines()
    assert not any("✔" in line for line in first)
    assert "is now “Another title”" in await kernel.say("%rca plan rename 1.1 Another title")
    assert "No step '77'" in await kernel.say("%rca plan delete 77")
    assert "is skipped" in await kernel.say("%rca plan skip 1.1")
    assert "Another title" in await kernel.say("%rca plan")
    assert "the user changed the plan" in await kernel.say("%rca log changed plan")
    assert "Going on" in await kernel.say("%rca resume")
    assert "Mode auto" in await kernel.say("%rca mode auto")
    assert "'auto'" in await kernel.say("%rca config")
    await kernel.say("%rca stop")


async def test_help_and_completion_know_the_arguments(kernel: Kernel) -> None:
    assert "the reason" in await kernel.say("%rca help reject")
    assert "Did you mean %rca help reject" in await kernel.say("%rca help rejec")
    assert "Did you mean max_tokens" in await kernel.say("%rca config max_token=3")
    assert "From now on reader: openai/small" in await kernel.say("%rca config reader=openai/small")
    assert "'openai/small'" in await kernel.say("%rca config")
    assert "No role 'readr'" in await kernel.say("%rca resume --role readr=openai/x")
    assert "5,000 tokens" in await kernel.say("%rca config max_tokens=5000")
    asked = "[get_ipython().complete('', line, len(line))[1] for line in LINES]".replace
    lines = ["%rca paper adap", "%rca help rej", "%rca implement x --mo", "%rca mode ", "%rca resume --role "]
    said = await kernel.say(asked("LINES", repr(lines)))
    for expected in ("adaptive-moments.tex", "reject", "--model", "approve", "debugger="):
        assert expected in said


async def test_finished_work_is_taken_back_verified_and_exported(kernel: Kernel) -> None:
    await kernel.say("%rca paper adaptive-moments.tex")
    said = await kernel.say('%rca implement "Algorithm 1" --model formal')
    assert "kept in rca-session.ipynb" in said
    await kernel.until("done:")
    assert "formal" in await kernel.say("%rca cost")
    assert "widget" in await kernel.say("%rca panel")
    undone = await kernel.say("%rca undo")
    assert "the kernel still holds what ran: check_stated_values" in undone
    assert "Taken back" in (await kernel.say("%rca status")).replace("taken back", "Taken back")
    assert "Verifying" in await kernel.say("%rca verify")
    await kernel.until("1 of 1 checks pass")
    assert "1 check." in await kernel.say("%rca export method.py")
    assert "it is kept" in await kernel.say("%rca export method.py")
    tested = await kernel.say(f"!{sys.executable} -m pytest -q -p no:cacheprovider test_method.py")
    assert "1 passed" in tested


async def test_an_error_of_a_background_run_is_shown_below_the_cell_that_began_it(kernel: Kernel) -> None:
    await kernel.say("%rca paper adaptive-moments.tex")
    line = '%rca implement "Section 3.2" --model nosuchprovider/x'
    cell = await kernel.host.insert(NewCell("code", line), None)
    await kernel.host.run(cell.id, cell.hash)
    await kernel.until("nosuchprovider")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%rca rerun", "No cell shows an error"),
        ("%rca rerun nosuch", "No cell 'nosuch'"),
        ("%rca resume", "This notebook holds no plan yet"),
        ("%rca verify", "This notebook holds no plan yet"),
        ("%rca approve", "Nothing waits for you"),
        ('%rca answer "x"', "Nothing waits for you"),
    ],
)
async def test_with_nothing_to_go_on_with_it_says_so_at_once(idle: Kernel, line: str, said: str) -> None:
    told = await idle.say(line)
    assert said in told
    assert "background" not in told
    assert "Traceback" not in told
    assert "%rca" in told or "deleted" in told
