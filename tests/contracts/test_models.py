"""What every ChatModel does: held by the scripted double and by LiteLLM over HTTP."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from rca_kernel.adapters.litellm.loading import load
from rca_kernel.adapters.litellm.model import LiteLLMModel
from rca_kernel.errors import ModelError
from rca_kernel.models import ChatModel, Message, ToolSpec, Usage
from rca_kernel.models.recording import Asked, Recorder, RecordingModel
from rca_kernel.testing.openai_server import HttpError, OpenAIServer
from rca_kernel.testing.scripted_model import Hang, ScriptedModel, parallel, text, tool, truncated

RUN_CELL = ToolSpec(
    "run_cell", "Run a cell.", {"type": "object", "properties": {"source": {"type": "string"}}}
)
ASK = [Message("system", "You are terse."), Message("user", "Say it.")]


@dataclass
class Subject:
    """A model with the script behind it; `refusal` is what makes its next call fail for good."""

    model: ChatModel
    script: ScriptedModel | OpenAIServer
    refusal: ModelError | HttpError
    hanging: threading.Event


@pytest.fixture(scope="session")
def litellm_library() -> None:
    load()


@pytest.fixture(params=["scripted", "recorded", "litellm"])
def subject(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    if request.param != "litellm":
        scripted = ScriptedModel()
        recorder = Recorder(tmp_path / "session.jsonl", Asked("a.tex", "3.2", "d"))
        model = RecordingModel(scripted, recorder) if request.param == "recorded" else scripted
        yield Subject(model, scripted, ModelError("refused"), scripted.waiting)
        return
    request.getfixturevalue("litellm_library")
    with OpenAIServer() as server:
        reached = LiteLLMModel("openai/scripted", api_base=server.base_url, api_key="sk-contract", timeout=30)
        yield Subject(reached, server, HttpError(401, "refused"), server.hanging)


async def test_text_is_returned_whole_and_streamed_in_pieces(subject: Subject) -> None:
    said = "First line.\nSecond line, with ünïcode: ∇θ.\n"
    subject.script.enqueue(text(said))
    pieces: list[str] = []
    reply = await subject.model.chat(ASK, on_text=pieces.append)
    assert reply.content == said
    assert "".join(pieces) == said
    assert len(pieces) > 1
    assert reply.finish_reason == "stop"
    assert reply.tool_calls == ()


async def test_a_tool_call_arrives_with_its_arguments(subject: Subject) -> None:
    subject.script.enqueue(tool("run_cell", source='print("a\\nb")', times=2))
    reply = await subject.model.chat(ASK, [RUN_CELL])
    (call,) = reply.tool_calls
    assert call.name == "run_cell"
    assert json.loads(call.arguments) == {"source": 'print("a\\nb")', "times": 2}
    assert call.id
    assert reply.finish_reason == "tool_calls"


async def test_parallel_calls_keep_their_order_and_have_their_own_ids(subject: Subject) -> None:
    subject.script.enqueue(
        parallel(text("Both."), tool("run_cell", source="1"), tool("run_cell", source="2"))
    )
    reply = await subject.model.chat(ASK, [RUN_CELL])
    assert reply.content == "Both."
    assert [json.loads(call.arguments)["source"] for call in reply.tool_calls] == ["1", "2"]
    assert len({call.id for call in reply.tool_calls}) == 2


async def test_a_conversation_with_tool_results_goes_on(subject: Subject) -> None:
    subject.script.enqueue(tool("run_cell", source="1+1"), text("It is 2."))
    asked = await subject.model.chat(ASK, [RUN_CELL])
    history = [
        *ASK,
        Message("assistant", asked.content, tool_calls=asked.tool_calls),
        Message("tool", "2", tool_call_id=asked.tool_calls[0].id),
    ]
    assert (await subject.model.chat(history, [RUN_CELL])).content == "It is 2."
    assert len(subject.script.requests) == 2


async def test_an_answer_cut_by_the_token_limit_says_so(subject: Subject) -> None:
    subject.script.enqueue(truncated("def step("))
    reply = await subject.model.chat(ASK)
    assert (reply.content, reply.finish_reason) == ("def step(", "length")


async def test_usage_is_what_the_provider_counted(subject: Subject) -> None:
    subject.script.enqueue(text("Counted.", usage=Usage(1, 321, 12)))
    used = (await subject.model.chat(ASK)).usage
    assert replace(used, unpriced=0) == Usage(1, 321, 12)


async def test_a_call_that_hangs_ends_at_once_when_cancelled(subject: Subject) -> None:
    subject.script.enqueue(Hang("Let me think.\n"))
    task = asyncio.ensure_future(subject.model.chat(ASK))
    assert await asyncio.to_thread(subject.hanging.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 30)


async def test_a_refusal_is_a_model_error_and_the_model_stays_usable(subject: Subject) -> None:
    subject.script.enqueue(subject.refusal, text("Now it works."))
    with pytest.raises(ModelError):
        await subject.model.chat(ASK)
    assert (await subject.model.chat(ASK)).content == "Now it works."


async def test_an_error_in_on_text_is_the_callers_own(subject: Subject) -> None:
    def broken(piece: str) -> None:
        raise ZeroDivisionError(piece)

    subject.script.enqueue(text("Anything."))
    with pytest.raises(ZeroDivisionError):
        await subject.model.chat(ASK, on_text=broken)
    assert len(subject.script.requests) == 1
