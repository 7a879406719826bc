"""What JupyterLab's widget manager asks of a kernel as each page opens is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from rca_kernel.adapters.ipython.widgets import TARGET
from tests.kernel.front_end import FrontEnd
from tests.kernel.remote import ROOT

pytestmark = [pytest.mark.asyncio(loop_scope="function"), pytest.mark.timeout(120)]
ASKS = {"method": "request_states"}


@pytest_asyncio.fixture
async def front_end() -> AsyncIterator[FrontEnd]:
    made = FrontEnd()
    await made.start()
    yield made
    await made.close()


async def asked(front_end: FrontEnd, comm: str) -> list[dict[str, Any]]:
    """What the kernel says on the comm to a page that asks, up to the first."""
    heard: list[dict[str, Any]] = []

    def listen(message: dict[str, Any]) -> None:
        if message["content"].get("comm_id") == comm:
            heard.append(message)

    front_end.listeners.append(listen)
    opened = {"comm_id": comm, "target_name": TARGET, "data": {}}
    shell = front_end.client.shell_channel
    await front_end.send(shell, "comm_open", opened, {"version": "1.0.0"})
    await front_end.send(shell, "comm_msg", {"comm_id": comm, "data": ASKS})
    await front_end.until(lambda: bool(heard))
    return heard


async def test_a_page_that_asks_for_widgets_is_answered_and_not_refused(front_end: FrontEnd) -> None:
    [refused] = await asked(front_end, "a-page-before")
    assert refused["msg_type"] == "comm_close"
    await front_end.execute(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n%load_ext rca_kernel")
    assert (await front_end.execute("print('ipywidgets' in sys.modules)")).text == "False\n"
    [answer] = await asked(front_end, "a-page")
    assert (answer["msg_type"], answer["content"]["data"]["method"]) == ("comm_msg", "update_states")
    [answer] = await asked(front_end, "another-page")
    assert answer["msg_type"] == "comm_msg"


async def test_without_the_extension_it_is_as_before(front_end: FrontEnd) -> None:
    await front_end.execute(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n%load_ext rca_kernel")
    await front_end.execute("%unload_ext rca_kernel")
    [refused] = await asked(front_end, "a-page")
    assert refused["msg_type"] == "comm_close"
