"""What a session has used, told by role and with what the planning expert saved."""

from __future__ import annotations

import json

from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.app.closing import record
from rca_kernel.app.session import Session
from rca_kernel.app.spending import cost_lines, spent_lines
from rca_kernel.memory import Memory, SessionRecord, decode, encode
from rca_kernel.memory.escalations import verdict_text
from rca_kernel.models import Message, Usage
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, text
from tests.app.steps import PAPER, PASSAGE


async def test_what_was_used_is_told_by_role_with_its_model_and_what_the_expert_saved() -> None:
    used = Usage(calls=1, prompt_tokens=1000, completion_tokens=10, cost=0.5)
    strong, small = (
        ScriptedModel(text("a", usage=used), name="strong"),
        ScriptedModel(*[text("b", usage=used)] * 2, name="small"),
    )
    ledger = Ledger()
    engine = LlmEngine(Asking(small, ledger), Asking(strong, ledger))
    memory = Memory(plan=Plan("p", [Step("1", "a", state="done")]))
    memory.begin(SessionRecord("s", "m", started="2026-01-01T00:00:00+00:00"))
    memory.log.add("decision", verdict_text("1", "a typo", "retry", "spell it"), step="1")
    session = Session(FakeNotebook(), engine, PASSAGE, PAPER, memory=memory, ledger=ledger)
    assert spent_lines(session) == []
    assert "No model has been asked" in cost_lines(session)
    assert engine.planner is not None
    await engine.planner.text([Message("user", "x" * 90)], "replanning")
    await engine.worker.text([Message("user", "x" * 90)], "coder")
    await engine.worker.text([Message("user", "x" * 90)], "coder")
    record(memory, "done", engine.usage, ledger)
    kept = decode(json.loads(json.dumps(encode(memory)))).sessions[-1]
    assert [(one.role, one.model, one.usage.calls) for one in kept.roles] == [
        ("planner", "strong", 1),
        ("coder", "small", 2),
    ]
    assert sum(one.usage.prompt_tokens for one in kept.roles) == kept.usage.prompt_tokens == 3000
    lines = spent_lines(session)
    assert lines[0].startswith("3 model calls")
    assert lines[1].startswith(
        "  planner (strong): 1 model call, 1,000 prompt and 10 completion tokens, $0.5"
    )
    assert lines[2].startswith("  coder (small): 2 model calls")
    assert "50% of the prompt tokens cacheable" in lines[2]
    assert lines[3] == "escalations: 1 step went to the planning expert, 1 of them done in the end"
    assert set(lines) <= set(cost_lines(session).splitlines())
