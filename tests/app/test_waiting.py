"""`%rca wait` in a real kernel: the session works on while the cell waits, as in `jupyter execute`."""

from __future__ import annotations

import asyncio

from tests.app.talking import Kernel


async def test_a_cell_waits_for_the_end_and_for_the_user(kernel: Kernel) -> None:
    assert "No session is running" in await kernel.say("%rca wait")
    assert "a number of seconds, not 'long'" in await kernel.say("%rca wait long")
    await kernel.say("%rca paper adaptive-moments.tex")
    assert "%rca wait" in await kernel.say('%rca implement "Algorithm 1" --model formal --mode plan')
    assert "paused: %rca resume" in await asyncio.wait_for(kernel.say("%rca wait"), 120)
    assert "Going on, without asking" in await kernel.say("%rca resume")
    assert "still running" in await kernel.say("%rca wait 0")
    said = await asyncio.wait_for(kernel.say("%rca wait"), 120)
    assert "done:" in said
    assert "Algorithm 1" in said
    assert "No session is running" in await kernel.say("%rca wait 5")


async def test_the_same_passage_is_not_implemented_twice_unasked(kernel: Kernel) -> None:
    await kernel.say("%rca paper adaptive-moments.tex")
    await kernel.say('%rca implement "Algorithm 1" --model formal --mode plan')
    await asyncio.wait_for(kernel.say("%rca wait"), 120)
    await kernel.say("%rca resume")
    await kernel.say("%rca stop")
    await kernel.until("stopped")
    assert "goes on without asking" in await kernel.say("%rca mode")
    begun = await kernel.say('%rca implement "Alg. 1" --model formal')
    assert "was begun in rca-session.ipynb" in begun
    assert "%rca resume goes on" in begun
    assert "in the background, without asking" in await kernel.say("%rca resume")
    assert "done:" in await asyncio.wait_for(kernel.say("%rca wait"), 120)
    implemented = await kernel.say('%rca implement "Alg. 1" --model formal')
    assert "is implemented in rca-session.ipynb" in implemented
    assert '%run "rca-session.ipynb"' in implemented
    assert "Implementing" in await kernel.say('%rca implement "Alg. 1" --model formal --again')
    assert "running: Algorithm 1" in await kernel.say("%rca status")
    await kernel.say("%rca stop")


async def test_work_begins_beside_a_memory_that_cannot_be_read(kernel: Kernel) -> None:
    await kernel.host.write_memory({"format": 99})
    await kernel.say("%rca paper adaptive-moments.tex")
    assert "Implementing" in await kernel.say('%rca implement "Eq. (8)" --model formal')
    assert "done:" in await asyncio.wait_for(kernel.say("%rca wait"), 120)
    assert await kernel.host.read_memory() == {"format": 99}
