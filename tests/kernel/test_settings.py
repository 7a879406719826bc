"""JupyterLab's settings reach the session that begins, and what can be chosen reaches the page."""

from __future__ import annotations

import pytest

from rca_kernel.adapters.comm import messages as m
from rca_kernel.notebook import Known
from rca_kernel.testing.openai_server import OpenAIServer
from tests.kernel.page import Page
from tests.kernel.test_control import Panel, begin, panel

__all__ = ["panel"]
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]


def attached(page: Page) -> list[m.Attached]:
    return [one for one in page.heard if isinstance(one, m.Attached) and one.client == page.client]


def known(page: Page) -> Known | None:
    return next((one for one in reversed(page.heard) if isinstance(one, Known)), None)


async def changed(panel: Panel, **settings: object) -> m.Attached:
    """The page attaches again with other settings."""
    before = len(attached(panel.page))
    panel.page.settings = settings
    await panel.page._attach()
    await panel.page.until(lambda: len(attached(panel.page)) > before)
    return attached(panel.page)[-1]


async def test_the_next_session_begins_with_them_and_one_that_runs_goes_on(panel: Panel) -> None:
    told = await changed(panel, mode="approve", max_steps=2, planner="no model", api_base="http://me:word@h/")
    assert "planner is 'no model', no model's name" in told.notice
    assert "word" not in told.notice.replace("password", "")
    config = (await panel.front_end.execute("%rca config mode", "user-config")).text
    assert config.rstrip().endswith("JupyterLab settings")
    await begin(panel, "")
    asked = await panel.approval()
    assert (await changed(panel, mode="auto")).notice == ""
    assert (await panel.ask("decide", request=asked.id, verdict="approve", text="")).ok
    await panel.approval(but=asked.id)
    assert (await panel.ask("stop")).ok
    await panel.until(lambda progress: progress.status not in ("running", "paused"))
    after = (await panel.front_end.execute("%rca config mode", "user-config")).text
    assert "'auto'" in after


async def test_a_page_that_looks_is_told_what_can_be_chosen(panel: Panel) -> None:
    await panel.page.until(lambda: panel.page.leader is True)
    with OpenAIServer(models={"small": 1}) as server:
        await changed(panel, api_base=server.base_url)
        await panel.page.say(m.Look(panel.page.client))
        await panel.page.until(
            lambda: (told := known(panel.page)) is not None and "openai/small" in told.models
        )
    told = known(panel.page)
    assert told is not None
    assert told.file == "paper.tex"
    assert "Section 3.2" in [offer.target for offer in told.targets]
    await panel.reload()
    await panel.page.until(lambda: known(panel.page) == told)
