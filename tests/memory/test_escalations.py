"""What the expert was asked is counted, and what it saved."""

from __future__ import annotations

from rca_kernel.memory import Memory, SessionRecord, decode, encode
from rca_kernel.memory.escalations import escalations, split_text, verdict_text
from rca_kernel.models import Usage
from rca_kernel.plan import Plan, Step


def test_a_retry_counts_when_done_and_a_split_when_all_its_parts_are() -> None:
    memory = Memory(
        plan=Plan("p", [Step("1", "a", state="done"), Step("2", "b"), Step("3", "c", state="done")])
    )
    memory.begin(SessionRecord("s", "m", started="2026-01-01T00:00:00+00:00"))
    memory.log.add("decision", verdict_text("1", "a typo", "retry", "spell it"), step="1")
    memory.log.add("decision", verdict_text("2", "too large", "split", "halve it"), step="2")
    memory.log.add("decision", split_text("2", ["3", "4"]), step="2")
    assert escalations(memory.log, memory.plan) == (2, 1)
    memory.plan.add(Step("4", "d", state="done"))
    assert escalations(memory.log, memory.plan) == (2, 2)
    assert escalations(memory.log, memory.plan, since="2999") == (0, 0)
    memory.update_session(status="done", usage=Usage(3, 100, 10, 0.1, 60, 50, 2.0))
    record = decode(encode(memory)).sessions[-1]
    assert (record.escalations, record.recovered) == (2, 2)
    assert record.usage == Usage(3, 100, 10, 0.1, 60, 50, 2.0)
    assert "60% of the prompt tokens cacheable, 50% cached" in record.usage.line()
