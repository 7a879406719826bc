"""Only what changed goes over the wire, and both sides still hold the same."""

from __future__ import annotations

from rca_kernel.adapters.comm.messages import NotebookResult, ShownCell
from rca_kernel.adapters.comm.mirror import Mirror, changes


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
    assert kept == {"steps": (2, 1), "log": (3, 0)}
    assert part["plan"] == {"goal": "h", "steps": [changed[2]]}
    assert (part["log"], part["sessions"]) == ([{"n": 9}], [{}])
    assert block["log"] == [*log, {"n": 9}], "the block itself stays whole"


def test_a_block_of_another_shape_is_sent_whole() -> None:
    assert changes({}, {"format": 1}) == ({"format": 1}, {})
