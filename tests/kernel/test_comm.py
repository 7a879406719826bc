"""The comm host finds pages, chooses the one that serves, and gets its requests through."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rca_kernel import __version__
from rca_kernel.adapters.comm import messages as m
from rca_kernel.adapters.comm.wire import TARGET, VERSION
from rca_kernel.errors import HostError
from rca_kernel.notebook import outputs_text
from rca_kernel.notebook.document_file import dump_document
from tests.kernel.lab import Lab
from tests.kernel.page import Page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]


# Finding each other


async def test_without_a_page_waiting_ends_with_no(lab: Lab) -> None:
    assert not await lab.remote.call("host.wait_for_page", 0.3)


async def test_a_request_waits_for_a_page_and_the_kernel_keeps_looking_for_one(lab: Lab) -> None:
    task = asyncio.ensure_future(lab.insert("x = 1"))
    opened: list[str] = []
    lab.front_end.listeners.append(lambda message: opened.append(message["msg_type"]))
    await lab.front_end.until(lambda: opened.count("comm_open") >= 3)
    lab.front_end.listeners.pop()
    page = lab.open()
    cell = await task
    assert page.document.cell(cell.id).source == "x = 1"


async def test_a_page_finds_the_comm_while_a_cell_runs(lab: Lab) -> None:
    users = await lab.gate()
    found: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        comms = message["content"].get("comms") or {}
        found.extend(comm for comm, about in comms.items() if about["target_name"] == TARGET)

    lab.front_end.replies.append(hear)
    await lab.front_end.control("comm_info_request", {"target_name": TARGET})
    await lab.front_end.until(lambda: bool(found))
    page = Page(lab.front_end)
    page.open()
    lab.pages.append(page)
    await page.join(found[0])
    await page.until(lambda: page.leader is True)
    assert not users.idle.is_set()
    await lab.pass_gate()
    await users.done()


async def test_a_page_without_the_extension_does_not_cut_the_line(lab: Lab) -> None:
    comm = await lab.remote.call("comm_id")
    shell = lab.front_end.client.shell_channel
    await lab.front_end.send(shell, "comm_close", {"comm_id": comm, "data": {}})
    page = await lab.lead()
    assert (await lab.insert("1")).id in {cell.id for cell in page.document.cells()}


async def test_writing_works_while_a_cell_runs_and_the_kernel_is_shown_busy_again(lab: Lab) -> None:
    await lab.lead()
    users = await lab.gate()
    assert (await lab.insert("meanwhile")).source == "meanwhile"
    await lab.front_end.until(lambda: lab.front_end.statuses[-1] == "busy")
    assert not users.idle.is_set()
    await lab.pass_gate()
    assert (await users.done()).text == "passed\n"
    await lab.front_end.until(lambda: lab.front_end.statuses[-1] == "idle")


async def test_a_kernel_is_not_shown_as_busy_with_what_pages_say(lab: Lab) -> None:
    page = await lab.lead()
    await lab.front_end.execute("1")
    before = len(lab.front_end.statuses)
    assert (await lab.insert("quietly")).id in {cell.id for cell in page.document.cells()}
    await lab.front_end.execute("2")
    assert lab.front_end.statuses[before:] == ["busy", "idle"]


# Who leads


async def test_a_second_tab_follows_and_serves_nothing(lab: Lab) -> None:
    first = await lab.lead()
    second = lab.open()
    comm = await lab.remote.call("comm_id")
    await second.join(comm)
    await second.until(lambda: second.leader is False)
    cell = await lab.insert("1")
    assert [c.id for c in first.document.cells()] == [cell.id]
    assert second.document.cells() == ()


async def test_a_tab_that_says_goodbye_leaves_the_lead_to_the_next(lab: Lab) -> None:
    first = await lab.lead()
    await first.say(m.Detach(first.client))
    first.close()
    second = lab.open()
    cell = await lab.insert("1")
    assert second.leader
    assert [c.id for c in second.document.cells()] == [cell.id]


async def test_a_silent_leader_loses_the_lead_to_a_newcomer(lab: Lab) -> None:
    first = await lab.lead()
    first.silent = True
    task = asyncio.ensure_future(lab.insert("1"))
    second = lab.open()
    cell = await task
    assert second.leader
    assert [c.id for c in second.document.cells()] == [cell.id]


async def test_a_leader_that_wakes_up_keeps_the_lead(lab: Lab) -> None:
    page = await lab.lead()
    page.lose = lambda message: True  # a flood takes every message but comm_open
    task = asyncio.ensure_future(lab.insert("1"))
    attached: list[str] = []
    lab.front_end.listeners.append(lambda message: attached.append(message["msg_type"]))
    await lab.front_end.until(lambda: "comm_open" in attached)
    lab.front_end.listeners.pop()
    page.lose = lambda message: False
    assert (await task).source == "1"
    assert page.kinds().count("InsertCell") >= 1


async def test_a_cell_that_the_user_deleted_and_saved_away_stays_away(lab: Lab) -> None:
    page = await lab.lead()
    kept = await lab.insert("kept = 1")
    cell = await lab.insert("unwanted = 1")
    page.document.delete(cell.id, cell.hash)
    assert [one.id for one in await lab.host.read()] == [kept.id]
    page.saved = dump_document(page.document)  # by the user: the kernel hears of no save
    again = await lab.reload(page)
    await lab.insert("next = 2")
    assert [one.source for one in again.document.cells()] == ["kept = 1", "next = 2"]


# Requests


async def test_a_lost_request_is_sent_again(lab: Lab) -> None:
    page = await lab.lead()
    lost: list[m.Message] = []

    def lose_the_first(message: m.Message) -> bool:
        if isinstance(message, m.InsertCell) and not lost:
            lost.append(message)
            return True
        return False

    page.lose = lose_the_first
    cell = await lab.insert("once")
    assert lost
    assert [c.id for c in page.document.cells()] == [cell.id]


async def test_a_request_that_arrives_twice_is_done_once(lab: Lab) -> None:
    page = await lab.lead(repeat=True)
    await lab.front_end.execute("count = 0")
    cell = await lab.insert("count += 1; print(count)")
    result = await lab.host.run(cell.id, cell.hash)
    assert outputs_text(result.outputs) == "1"
    assert page.kinds().count("RunCell") >= 2


async def test_what_is_malformed_is_ignored(lab: Lab) -> None:
    page = await lab.lead()
    comm = await lab.remote.call("comm_id")
    ours = {"v": VERSION, "kind": "hello", "session": "s", "status": "idle", "version": "0"}
    noise: list[Any] = [{"v": VERSION, "kind": "eval", "code": "1"}, None, [], ours]
    for data in noise:
        await lab.front_end.control("comm_msg", {"comm_id": comm, "data": data})
    cell = await lab.insert("still here")
    assert [c.id for c in page.document.cells()] == [cell.id]


async def test_a_page_of_another_wire_is_greeted_and_not_obeyed(lab: Lab) -> None:
    page = await lab.lead()
    comm = await lab.remote.call("comm_id")
    before = page.kinds().count("Hello")
    attach = {"v": VERSION + 1, "kind": "attach", "client": "stranger", "version": "9.9", "cells": "new"}
    await lab.front_end.control("comm_msg", {"comm_id": comm, "data": attach})
    await page.until(lambda: page.kinds().count("Hello") > before)
    assert [hello.version for hello in page.heard if isinstance(hello, m.Hello)][-1] == __version__
    cell = await lab.insert("still served")
    assert [c.id for c in page.document.cells()] == [cell.id]


async def test_a_page_serves_also_where_its_notebook_cannot_be_restored(lab: Lab) -> None:
    page = await lab.lead()
    await lab.insert("x = 1")
    await lab.host.save()
    await lab.remote.call("break_restoring")
    again = await lab.reload(page)
    await lab.insert("y = 2")
    assert [cell.source for cell in again.document.cells()] == ["x = 1", "y = 2"]


async def test_closing_fails_what_is_still_asked(lab: Lab) -> None:
    asked, _ = await asyncio.gather(
        lab.insert("never"), lab.remote.call("channel.close"), return_exceptions=True
    )
    assert isinstance(asked, HostError)
    assert "closed" in str(asked)
    with pytest.raises(HostError, match="closed"):
        await lab.insert("too late")
