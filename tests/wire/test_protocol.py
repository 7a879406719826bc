"""The protocol's state machines, without sockets or clocks."""

from __future__ import annotations

import asyncio
from functools import partial

from rca_kernel.adapters.comm import messages as m
from rca_kernel.adapters.comm.leadership import Leadership
from rca_kernel.adapters.comm.pages import Pages
from rca_kernel.adapters.comm.requests import Pending, Requests
from rca_kernel.adapters.comm.timing import Timing
from rca_kernel.adapters.comm.unsaved import Unsaved
from rca_kernel.notebook import NewCell, source_hash


def lead() -> Leadership:
    made = Leadership(lease=6.0)
    assert made.attach("a", 0.0) == "leads"
    return made


def test_the_first_page_leads_and_may_attach_again() -> None:
    pages = lead()
    assert pages.attach("a", 1.0) == "leads"
    assert pages.present == "a"


def test_a_newcomer_follows_a_leader_that_answers() -> None:
    pages = lead()
    assert pages.attach("b", 10.0) == "contests"
    pages.hear("a", 10.1)
    assert pages.settle(11.5) == [("b", "follows")]
    assert pages.leader == "a"


def test_the_newest_of_several_leads_when_the_leader_is_silent() -> None:
    pages = lead()
    assert pages.attach("b", 10.0) == "contests"
    assert pages.attach("c", 10.5) == "waits"
    assert pages.settle(11.5) == [("b", "follows"), ("c", "leads")]
    assert pages.present == "c"


def test_a_contest_is_not_begun_anew_by_a_page_that_attaches_again() -> None:
    pages = lead()
    assert pages.attach("b", 10.0) == "contests"
    assert pages.attach("b", 11.0) == "waits"
    assert pages.settle(11.5) == [("b", "leads")]
    assert pages.settle(12.0) == []


def test_what_the_leader_said_before_the_contest_does_not_count() -> None:
    pages = lead()
    pages.hear("a", 9.9)
    pages.attach("b", 10.0)
    assert pages.settle(11.5) == [("b", "leads")]


def test_goodbye_ends_a_lead_and_a_challenge() -> None:
    pages = lead()
    pages.attach("b", 10.0)
    pages.detach("b")
    assert pages.settle(11.5) == []
    pages.detach("a")
    assert pages.leader is None
    assert pages.attach("c", 12.0) == "leads"


def test_a_silent_leader_is_suspected_until_it_speaks() -> None:
    pages = lead()
    changes = [partial(pages.watch, 6.0), partial(pages.watch, 6.1)]
    changes += [partial(pages.hear, "b", 7.0), partial(pages.hear, "a", 8.0)]
    seen = []
    for change in changes:
        change()
        seen.append((pages.leader, pages.present))
    assert seen == [("a", "a"), ("a", None), ("a", None), ("a", "a")]


async def test_before_a_session_the_notebook_that_asks_for_one_is_served() -> None:
    """Both hear of the extension when it is loaded, and either may have been the first to attach."""
    served: list[str] = []
    said: list[m.ToPage] = []
    asking = m.Attach("b", "b.ipynb", (m.CellHash("asks", "h"),), "0")

    def greet() -> None:
        for page in (attach("a"), asking):
            pages.attach(page)

    loop = asyncio.get_running_loop()
    pages = Pages(Timing(), loop, said.append, lambda page: served.append(page.path), list, greet)
    pages.attach(attach("a"))
    assert await pages.begin_in("asks")
    assert (pages.lead.leader, served[-1]) == ("b", "b.ipynb")
    assert said[-2:] == [m.Attached("b", True), m.Attached("a", False, "", "b.ipynb")]
    pages.served.bound = True
    pages.lead.detach("b")
    pages.attach(attach("a"))
    assert pages.lead.leader is None


def due(requests: Requests, leader: str, now: float, *, urgent_only: bool = False) -> list[str]:
    return [type(r).__name__ for r in requests.take_due(leader, now, urgent_only=urgent_only)]


def may(pending: Pending) -> bool:
    return True


async def test_a_request_is_sent_until_it_is_acknowledged() -> None:
    requests = Requests(resend=2.0)
    pending = requests.add(m.Save("", ""), may, urgent=False)
    assert due(requests, "a", 0.0) == ["Save"]
    assert due(requests, "a", 1.9) == []
    assert due(requests, "a", 2.0) == ["Save"]
    requests.acknowledge(m.Ack("b", pending.id))
    assert due(requests, "a", 4.0) == ["Save"]
    requests.acknowledge(m.Ack("a", pending.id))
    assert due(requests, "a", 9.0) == []


async def test_a_new_page_is_asked_what_is_unanswered_if_it_may_be_repeated() -> None:
    requests = Requests(resend=2.0)
    for request, repeat in ((m.Save("", ""), True), (m.RunCell("", "", "c", "h"), False)):
        pending = requests.add(request, lambda pending, repeat=repeat: repeat, urgent=False)  # type: ignore[misc]
        assert due(requests, "a", 0.0) == [type(request).__name__]
        requests.acknowledge(m.Ack("a", pending.id))
    requests.forget_page()
    assert due(requests, "b", 1.0) == ["Save"]


async def test_urgent_requests_go_first_and_the_first_answer_counts() -> None:
    requests = Requests(resend=2.0)
    normal = requests.add(m.Save("", ""), may, urgent=False)
    requests.add(m.ReadNotebook("", ""), may, urgent=True)
    assert due(requests, "a", 0.0, urgent_only=True) == ["ReadNotebook"]
    assert due(requests, "a", 0.0) == ["Save"]
    requests.settle(m.Reply("a", normal.id, m.Done()))
    requests.settle(m.Reply("a", normal.id, m.Failure("failed", "late")))
    assert normal.answer.result() == m.Done()


def attach(client: str, *cells: NewCell) -> m.Attach:
    return m.Attach(client, "a.ipynb", tuple(m.CellHash(c.id, source_hash(c.source)) for c in cells), "0")


def test_what_a_reopened_page_lacks_was_never_saved() -> None:
    unsaved = Unsaved()
    assert unsaved.lost(attach("a")) == ()
    first, second = NewCell("code", "1"), NewCell("code", "2")
    unsaved.inserted(first, "gone")
    unsaved.inserted(second, first.id)
    unsaved.edited(second.id, "2, edited")
    lost = unsaved.lost(attach("b"))
    assert [(p.cell.id, p.cell.source, p.after) for p in lost] == [
        (first.id, "1", None),
        (second.id, "2, edited", first.id),
    ]
    assert unsaved.lost(attach("c", first))[0].cell.id == second.id


def test_what_a_page_that_stayed_lacks_was_deleted() -> None:
    unsaved = Unsaved()
    unsaved.lost(attach("a"))
    cell = NewCell("code", "1")
    unsaved.inserted(cell, None)
    assert unsaved.lost(attach("a")) == ()
    assert unsaved.lost(attach("b")) == ()


def test_a_save_covers_only_what_was_written_before_it_was_asked() -> None:
    unsaved = Unsaved()
    unsaved.lost(attach("a"))
    before, after = NewCell("code", "1"), NewCell("code", "2")
    unsaved.inserted(before, None)
    held, memory = unsaved.mark(), unsaved.memory
    unsaved.inserted(after, None)
    unsaved.memory = {"format": 1}
    unsaved.saved(held, memory)
    assert [placed.cell.id for placed in unsaved.lost(attach("b"))] == [after.id]
    assert unsaved.memory == {"format": 1}


def test_a_page_that_shows_an_older_notebook_is_as_no_page() -> None:
    pages = Leadership(lease=6.0)
    assert pages.attach("old", 0.0, stale=True) == "stale"
    assert pages.present is None
    assert pages.attach("new", 1.0) == "leads"
    assert pages.attach("old", 2.0, stale=True) == "contests"
    assert pages.settle(3.5) == [("old", "stale")]
    assert pages.leader is None
    assert pages.attach("old", 4.0) == "leads"


def test_a_silent_leader_gives_way_to_the_newest_page_that_is_not_stale() -> None:
    pages = lead()
    assert pages.attach("fresh", 10.0) == "contests"
    assert pages.attach("old", 10.1, stale=True) == "waits"
    assert pages.settle(11.5) == [("fresh", "leads"), ("old", "follows")]
    pages.hear("fresh", 12.5)
    assert pages.attach("old", 12.0, stale=True) == "contests"
    assert pages.attach("old", 12.1) == "waits"
    assert pages.settle(13.5) == [("old", "follows")]


def test_a_leader_whose_file_was_written_by_another_page_leads_no_more() -> None:
    pages = lead()
    assert pages.attach("a", 1.0, stale=True) == "stale"
    assert pages.leader is None
    assert pages.attach("b", 2.0) == "leads"
