"""Only what changed goes over the wire, and both sides still hold the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rca_kernel.adapters.comm.messages import NotebookResult, ShownCell
from rca_kernel.adapters.comm.mirror import Mirror, changes
from rca_kernel.adapters.comm.telling import Telling
from rca_kernel.notebook import Json, Progress
from tests.kernel.page import whole_of


def shown(id: str, source: str = "") -> ShownCell:
    return ShownCell(id, "code", source or id, {}, (), None)


def test_a_mirror_follows_the_answers_of_a_page() -> None:
    mirror = Mirror()
    assert mirror.take(NotebookResult(None, "1", "", 0, ("a", "b", "c"), tuple(map(shown, "abc"))))
    assert mirror.take(NotebookResult(None, "2", "1", 1, ("c", "d"), (shown("d"), shown("c", "c = 2"))))
    assert [cell.source for cell in mirror.cells] == ["a", "c = 2", "d"]
    assert mirror.take(NotebookResult(None, "3", "", 0, ("z",), (shown("z"),)))
    assert [cell.id for cell in mirror.cells] == ["z"]


def test_a_mirror_refuses_an_answer_that_builds_on_another() -> None:
    mirror = Mirror()
    assert not mirror.take(NotebookResult(None, "2", "1", 0, (), ()))
    assert not mirror.take(NotebookResult(None, "1", "", 0, ("a",), ()))
    assert mirror.take(NotebookResult(None, "1", "", 0, ("a",), (shown("a"),)))
    assert not mirror.take(NotebookResult(None, "2", "0", 1, (), ()))
    assert mirror.revision == "1"


def test_of_a_block_only_what_is_new_is_sent() -> None:
    steps, log = [{"id": str(n)} for n in range(4)], [{"n": n} for n in range(3)]
    former = {
        "format": 1,
        "contract": [],
        "plan": {"goal": "g", "steps": steps},
        "log": log,
        "sessions": [{}],
    }
    changed = [*steps[:2], {"id": "2", "note": "x"}, steps[3]]
    block = {**former, "plan": {"goal": "h", "steps": changed}, "log": [*log, {"n": 9}], "sessions": [{}]}
    part, kept = changes(former, block)
    assert kept == {"steps": [(0, 0, 2), (1, 3, 1)], "log": [(0, 0, 3)]}
    assert part["plan"] == {"goal": "h", "steps": [changed[2]]}
    assert (part["log"], part["sessions"]) == ([{"n": 9}], [{}])
    assert block["log"] == [*log, {"n": 9}], "the block itself stays whole"


@given(st.lists(st.sampled_from(range(9)), unique=True), st.lists(st.sampled_from(range(14)), unique=True))
def test_a_page_that_holds_the_former_block_gets_the_new_one(before: list[int], after: list[int]) -> None:
    """Steps kept, changed, new, moved and gone, in any order."""
    items = [{"id": n} for n in range(14)]
    former, block = ({"plan": {"steps": [items[n] for n in order]}} for order in (before, after))
    part, kept = changes(former, block)
    assert whole_of(former, part, kept) == block
    assert len(part["plan"]["steps"]) == len(set(after) - set(before))


def test_progress_builds_on_what_was_told_last() -> None:
    telling = Telling("s")
    steps = [{"id": str(n), "state": "pending"} for n in range(1000)]

    def tell(block: Json) -> list[object]:
        told = telling.tell(Progress("running", "", "", block))
        assert telling.whole is not None
        assert (telling.whole.base, telling.whole.kept, telling.whole.block) == (0, {}, block)
        assert telling.whole.revision == told.revision
        return [told.revision, told.base, told.kept, *told.block.get("plan", {"steps": []})["steps"]]

    assert tell({}) == [1, 0, {}]
    assert tell({"plan": {"goal": "g", "steps": steps}}) == [2, 0, {}, *steps]
    first, last = {"id": "7", "state": "done"}, {"id": "900", "state": "running"}
    later = [*steps[:7], first, *steps[8:900], last, *steps[901:]]
    kept = {"steps": [(0, 0, 7), (1, 8, 892), (2, 901, 99)]}
    assert tell({"plan": {"goal": "g", "steps": later}}) == [3, 2, kept, first, last]
    assert tell({}) == [4, 0, {}]


def test_a_block_of_another_shape_is_sent_whole() -> None:
    assert changes({}, {"format": 1}) == ({"format": 1}, {})
