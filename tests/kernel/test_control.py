"""The extension in a real kernel, steered by a page: approvals, reloads, plan edits, stop, undo."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from rca_kernel.adapters.comm import messages as m
from rca_kernel.notebook import Approval
from tests.kernel.front_end import FrontEnd
from tests.kernel.page import Page, whole_of
from tests.kernel.remote import ROOT

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]
PAPER = ROOT / "notebooks" / "papers" / "adaptive-moments.tex"


class Panel:
    """A page, and what its panel shows and asks."""

    def __init__(self, front_end: FrontEnd) -> None:
        self.front_end = front_end
        self.page = Page(front_end)
        self.page.open()
        self._number = 0

    def last(self) -> m.ShowProgress | None:
        """What was told last, made whole again of all that was told before."""
        told = {one.revision: one for one in self.page.heard if isinstance(one, m.ShowProgress)}
        whole: m.ShowProgress | None = None
        for _, one in sorted(told.items()):
            if one.base in (0, whole.revision if whole is not None else 0):  # else it was told before we came
                former = whole.block if one.base and whole is not None else {}
                whole = replace(one, block=whole_of(former, one.block, one.kept))
        return whole

    async def until(self, holds: Any) -> m.ShowProgress:
        await self.page.until(lambda: (last := self.last()) is not None and holds(last))
        last = self.last()
        assert last is not None
        return last

    async def approval(self, but: str = "") -> Approval:
        def asked(progress: m.ShowProgress) -> bool:
            waiting = progress.live.waiting
            return isinstance(waiting, Approval) and waiting.id != but

        waiting = (await self.until(asked)).live.waiting
        assert isinstance(waiting, Approval)
        return waiting

    async def ask(self, name: m.CommandName, **args: Any) -> m.Accepted:
        self._number += 1
        id = f"u-{self.page.client}-{self._number}"
        await self.page.say(m.Command(self.page.client, id, name, args))
        await self.page.until(lambda: id in self.page.accepted)
        return self.page.accepted[id]

    async def reload(self) -> None:
        """The same notebook in a page loaded anew."""
        comm, document = self.page._comm, self.page.document
        self.page.close()
        self.page = Page(self.front_end, document=document)
        self.page.open()
        await self.page.join(comm)


@pytest_asyncio.fixture(loop_scope="module")
async def panel(folder: Path) -> AsyncIterator[Panel]:
    front_end = FrontEnd()
    await front_end.start()
    shutil.copy(PAPER, folder / "paper.tex")
    made = Panel(front_end)
    source = (
        f"import sys, os; sys.path.insert(0, {str(ROOT)!r}); os.chdir({str(folder)!r})\n"
        "%load_ext rca_kernel\n%rca paper paper.tex"
    )
    shown = await front_end.execute(source, "user-start")
    assert shown.status == "ok", shown.outputs.json()
    yield made
    made.page.close()
    await front_end.close()


async def begin(panel: Panel, options: str) -> None:
    line = f'%rca implement "Section 3.2" --model formal {options}'
    shown = await panel.front_end.execute(line, "user-implement")
    assert "Implementing" in shown.text


async def test_approvals_survive_a_reload_and_reach_the_notebook(panel: Panel) -> None:
    assert (await panel.ask("set_mode", mode="approve")).ok
    await panel.until(lambda progress: progress.live.mode == "approve")
    await begin(panel, "")
    first = await panel.approval()
    assert (first.action, first.before, first.editable) == ("insert_cell", "", True)
    assert panel.page.document.cells() == ()
    await panel.reload()
    assert await panel.approval() == first
    assert "notebook: a.ipynb" in (await panel.front_end.execute("%rca status", "user-status")).text
    edited = await panel.ask("decide", request=first.id, verdict="edit", text="# Mine")
    assert edited.ok
    second = await panel.approval(but=first.id)
    assert panel.page.document.cells()[0].source == "# Mine"
    late = await panel.ask("decide", request=first.id, verdict="approve", text="")
    assert (late.ok, "Nothing waits" in late.message) == (False, True)
    assert (await panel.ask("decide", request=second.id, verdict="reject", text="no")).ok
    # In approve mode the session waits again; else the entry would soon be none of the last, which are told.
    await panel.until(lambda progress: any("the user rejected" in e["text"] for e in progress.block["log"]))
    assert (await panel.ask("set_mode", mode="auto")).ok
    assert (await panel.ask("stop")).ok
    ended = await panel.until(lambda progress: progress.status not in ("running", "paused"))
    assert ended.live.waiting is None


async def test_a_plan_is_edited_while_it_is_held_and_work_is_taken_back(panel: Panel) -> None:
    await begin(panel, "--mode plan")
    held = await panel.until(lambda progress: progress.status == "paused")
    assert (held.live.paused, held.live.mode) == (True, "plan")
    steps = [step["id"] for step in held.block["plan"]["steps"]]
    renamed = await panel.ask("edit_plan", edit={"kind": "rename", "step": steps[1], "title": "<b>Mine</b>"})
    assert renamed.ok
    await panel.until(lambda p: any(step["title"] == "<b>Mine</b>" for step in p.block["plan"]["steps"]))
    first, second, *_ = [step["id"] for step in held.block["plan"]["steps"] if not step["parent"]]
    move = {"kind": "move", "step": first, "parent": "", "after": second}
    moved, again = await asyncio.gather(*(panel.ask("edit_plan", edit=move) for _ in range(2)))
    place = f"after {second}"
    assert (moved.ok, f"comes {place}" in moved.message) == (True, True)
    assert (again.ok, f"stands {place} already" in again.message) == (True, True)
    assert (await panel.ask("edit_plan", edit=move | {"after": ""})).ok
    told = await panel.until(lambda p: any("comes first" in entry["text"] for entry in p.block["log"]))
    assert sum("changed the plan" in entry["text"] for entry in told.block["log"]) == 3
    added = await panel.ask("edit_plan", edit={**move, "kind": "add", "title": "x", "goal": ""})
    assert (added.ok, "Name a model" in added.message) == (False, True)
    refused = await panel.ask("edit_plan", edit={"kind": "delete", "step": "99"})
    assert (refused.ok, "No step '99'" in refused.message) == (False, True)
    for step in steps[3:]:
        await panel.ask("edit_plan", edit={"kind": "skip", "step": step})
    assert (await panel.ask("resume")).ok
    ended = await panel.until(lambda progress: progress.status not in ("running", "paused"))
    done = next(step for step in ended.block["plan"]["steps"] if step["title"] == "<b>Mine</b>")
    assert done["state"] == "done"
    written = {cell.id for cell in panel.page.document.cells()}
    assert set(done["cells"]) <= written
    taken = await panel.ask("rollback", step=done["id"])
    assert taken.ok, taken.message
    assert "the kernel still holds" in taken.message
    assert not set(done["cells"]) & {cell.id for cell in panel.page.document.cells()}
    assert (await panel.ask("ask", question="what was rejected?")).message


async def test_models_and_caps_are_changed_and_told(panel: Panel) -> None:
    assert (await panel.ask("set_budget", max_tokens=1000, max_cost=0.5)).ok
    told = await panel.until(lambda progress: progress.live.budget.max_tokens == 1000)
    assert told.live.budget.max_cost == 0.5
    assert not (await panel.ask("pause")).ok
    assert not (await panel.ask("undo", cell_id="nobody")).ok
    assert (await panel.ask("set_model", role="model", model="formal")).ok
    refused = await panel.ask("set_model", role="worker", model="")
    assert (refused.ok, "provider/model" in refused.message) == (False, True)
