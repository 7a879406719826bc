from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import MemoryFormatError
from rca_kernel.memory import Memory, PaperRef, ResearchLog, SessionRecord, decode, encode
from rca_kernel.models import Usage
from rca_kernel.paper.document import Span
from rca_kernel.plan import Plan, Step

GOLDEN = json.loads((Path(__file__).parent / "fixtures" / "format-1.json").read_text(encoding="utf-8"))


def test_the_golden_block_of_format_1_reads_and_writes_back_the_same() -> None:
    assert encode(decode(GOLDEN)) == GOLDEN


def test_what_is_read_is_what_stands_there() -> None:
    memory = decode(GOLDEN)
    assert memory.plan["1.2"].note == "NameError: v"
    assert memory.contract["eq:3"].status == "verified"
    assert memory.session is not None
    assert memory.session.status == "stopped"
    assert [entry.n for entry in memory.log] == [1, 2]


@pytest.mark.parametrize("foreign", [{}, {"someone": "else"}, [], "text", 3, None])
def test_a_foreign_block_is_refused(foreign: Any) -> None:
    with pytest.raises(MemoryFormatError, match="not written by this project"):
        decode(foreign)


def test_a_newer_block_is_refused_with_the_way_out() -> None:
    with pytest.raises(MemoryFormatError, match=r"format 2.*Update rca-kernel"):
        decode({**GOLDEN, "format": 2})


@pytest.mark.parametrize("part", ["paper", "contract", "plan", "log", "sessions"])
def test_a_damaged_block_is_refused_and_says_where(part: str) -> None:
    block = copy.deepcopy(GOLDEN)
    del block[part]
    with pytest.raises(MemoryFormatError, match="damaged"):
        decode(block)
    block[part] = "not this"
    with pytest.raises(MemoryFormatError, match=f"damaged at {part}"):
        decode(block)


def test_absolute_paths_do_not_reach_the_notebook() -> None:
    memory = Memory(paper=PaperRef("T", "/somewhere/private/a.tex", "3.2", "d"))
    memory.contract = Contract(
        [Requirement("e", "equation", "t", "q", Span("/somewhere/private/a.tex", 0, 1))]
    )
    assert "private" not in json.dumps(encode(memory))


def test_a_long_log_is_folded_to_the_cap_and_loses_no_decision() -> None:
    log = ResearchLog()
    for number in range(3000):
        log.add("action", f"insert cell number {number} " + "x" * 300, step=str(number // 10))
    log.add("decision", "eps is added outside the root")
    for _ in range(50):
        log.add("observation", "y" * 500, step="9")
    memory = Memory(plan=Plan("g", [Step("1", "one")]), log=log)
    block = encode(memory, size_cap=100_000)
    assert len(json.dumps(block, ensure_ascii=False).encode()) <= 100_000
    assert any(entry["text"] == "eps is added outside the root" for entry in block["log"])
    assert block["plan"]["steps"][0]["title"] == "one"
    assert decode(block).log.add("action", "next").n == len(log) + 1


def test_a_session_that_died_with_its_kernel_is_marked_stopped_by_the_next() -> None:
    memory = Memory()
    memory.begin(SessionRecord("s-1", "formal"))
    memory.begin(SessionRecord("s-2", "formal"))
    assert [record.status for record in memory.sessions] == ["stopped", "running"]
    memory.update_session(status="done", usage=Usage(calls=3))
    assert memory.sessions[-1].usage.calls == 3
    assert memory.sessions[-1].ended


@pytest.mark.parametrize("logged", [True, False])
def test_a_session_that_died_lasted_until_its_last_sign_of_life(logged: bool) -> None:
    memory = Memory(log=ResearchLog(now=lambda: "2026-01-01T10:05:00+00:00"))
    memory.begin(SessionRecord("s-1", "formal", started="2026-01-01T10:00:00+00:00"))
    if logged:
        memory.log.add("action", "insert cell")
    memory.begin(SessionRecord("s-2", "formal"))
    assert memory.sessions[0].ended == f"2026-01-01T10:0{5 if logged else 0}:00+00:00"


texts = st.text(max_size=40)


@settings(max_examples=50)
@given(st.lists(st.tuples(texts, texts), max_size=5), texts, st.floats(0, 10))
def test_any_text_survives_the_round_trip(entries: list[tuple[str, str]], title: str, cost: float) -> None:
    memory = Memory(plan=Plan(title, [Step("1", title, note=title, cost=cost)]))
    for text, step in entries:
        memory.log.add("finding", text, step=step)
    block = json.loads(json.dumps(encode(memory)))
    again = decode(block)
    assert encode(again) == block
    assert [(entry.text, entry.step) for entry in again.log] == entries
