"""LiteLLM over real HTTP against a scripted server: what it sends, merges and counts."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
from types import SimpleNamespace

import pytest

from rca_kernel.adapters.litellm.model import LiteLLMModel
from rca_kernel.adapters.litellm.stream import Assembly
from rca_kernel.errors import ModelError
from rca_kernel.models import Message, Price, Reply, ToolCall, ToolSpec, Usage
from rca_kernel.testing.openai_server import HttpError, OpenAIServer
from rca_kernel.testing.scripted_model import parallel, text, tool

KEY = "sk-test-abcdefghijklmnop1234"  # as conftest sets it
ASK = [Message("user", "Say it.")]
SPEC = ToolSpec("run_cell", "Run.", {"type": "object", "properties": {"source": {"type": "string"}}})


async def test_the_request_carries_messages_tools_and_asks_for_usage(model, server) -> None:
    server.enqueue(text("ok"))
    call = ToolCall("call_9", "run_cell", '{"source": "1"}')
    await model.chat(
        [
            Message("system", "S"),
            Message("user", "U"),
            Message("assistant", "", tool_calls=(call,)),
            Message("tool", "R", tool_call_id="call_9"),
        ],
        [SPEC],
    )
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body["stream"] is True
    assert request.body["stream_options"] == {"include_usage": True}
    assert [message["role"] for message in request.body["messages"]] == [
        "system",
        "user",
        "assistant",
        "tool",
    ]
    assert request.body["messages"][2]["tool_calls"][0]["function"]["arguments"] == call.arguments
    assert request.body["messages"][3]["tool_call_id"] == "call_9"
    assert request.body["tools"][0]["function"]["parameters"] == SPEC.parameters


@pytest.mark.parametrize("written", ['{"source": "1', "[1]", "print(1)"])
async def test_malformed_arguments_in_the_history_are_sent_as_an_object(model, server, written: str) -> None:
    server.enqueue(text("ok"))
    await model.chat(
        [*ASK, Message("assistant", "", tool_calls=(ToolCall("c", "run_cell", written),))], [SPEC]
    )
    sent = server.requests[0].body["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent) == {"malformed_arguments": written}


@pytest.mark.parametrize("piece", [1, 3, 1000])
async def test_calls_are_merged_however_they_are_split(litellm_library, piece: int) -> None:
    with OpenAIServer(piece=piece) as server:
        server.enqueue(parallel(tool("run_cell", source="x = 'a\"b'"), tool("finish")))
        reply = await LiteLLMModel("openai/scripted", api_base=server.base_url).chat(ASK, [SPEC])
    assert [(call.name, json.loads(call.arguments)) for call in reply.tool_calls] == [
        ("run_cell", {"source": "x = 'a\"b'"}),
        ("finish", {}),
    ]


def test_whole_calls_that_share_an_index_or_lack_an_id_stay_apart() -> None:
    assembly = Assembly()
    for number, call_id in enumerate(("a", "b", None)):
        function = SimpleNamespace(name=f"tool{number}", arguments="{}")
        delta = SimpleNamespace(
            content=None, tool_calls=[SimpleNamespace(index=0, id=call_id, function=function)]
        )
        assembly.add(SimpleNamespace(choices=[SimpleNamespace(delta=delta, finish_reason=None)]))
    assert [call.name for call in assembly.tool_calls] == ["tool0", "tool1", "tool2"]
    assert len({call.id for call in assembly.tool_calls}) == 3


async def test_tokens_are_priced_by_the_local_map(litellm_library, server) -> None:
    server.enqueue(text("ok", usage=Usage(1, 1_000_000, 200_000)), text("ok", usage=Usage(1, 1000, 1000)))
    priced = await LiteLLMModel("openai/gpt-4o", api_base=server.base_url).chat(ASK)
    unknown = await LiteLLMModel("openai/scripted", api_base=server.base_url).chat(ASK)
    assert priced.usage.cost == pytest.approx(1_000_000 * 2.5e-6 + 200_000 * 1e-5)
    assert unknown.usage == Usage(1, 1000, 1000, 0.0, unpriced=1)


async def test_a_price_that_is_given_stands_where_the_map_knows_none(litellm_library, server) -> None:
    own = {"api_base": server.base_url, "price": Price.of("0.5/2")}
    server.enqueue(*[text("ok", usage=Usage(1, 1_000_000, 500_000))] * 2)
    given = LiteLLMModel("openai/scripted", **own)
    listed = LiteLLMModel("openai/gpt-4o", **own)
    assert (await given.chat(ASK)).usage == Usage(1, 1_000_000, 500_000, 0.5 + 1.0)
    assert (await listed.chat(ASK)).usage.cost == pytest.approx(2.5 + 5.0)
    assert await given.has_price()
    assert await listed.has_price()
    assert not await LiteLLMModel("openai/scripted", api_base=server.base_url).has_price()


async def test_tokens_are_counted_where_the_provider_reports_none(litellm_library) -> None:
    with OpenAIServer(text("five words are right here"), reports_usage=False) as server:
        reply = await LiteLLMModel("openai/scripted", api_base=server.base_url).chat(ASK)
    assert reply.usage.calls == 1
    assert 5 <= reply.usage.completion_tokens <= 8
    assert 3 <= reply.usage.prompt_tokens <= 20


async def test_a_filtered_answer_is_a_refusal(model, server) -> None:
    server.enqueue(Reply("", finish_reason="refusal"))
    assert (await model.chat(ASK)).finish_reason == "refusal"


async def test_an_own_endpoint_needs_no_key_and_no_provider(
    litellm_library, server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_API_BASE", server.base_url)
    server.enqueue(text("one"), text("two"), HttpError(401, "who are you"))
    assert (await LiteLLMModel("openai/desk").chat(ASK)).content == "one"
    assert (await LiteLLMModel("meta-llama/Llama-4").chat(ASK)).content == "two"
    assert server.requests[1].body["model"] == "meta-llama/Llama-4"
    with pytest.raises(ModelError, match="needs a key, and OPENAI_API_KEY is not set"):
        await LiteLLMModel("openai/desk").chat(ASK)


def test_two_event_loops_in_turn(litellm_library, server) -> None:
    server.enqueue(text("one"), text("two"))
    model = LiteLLMModel("openai/scripted", api_base=server.base_url)
    assert asyncio.run(model.chat(ASK)).content == "one"
    assert asyncio.run(model.chat(ASK)).content == "two"


def test_importing_the_adapter_does_not_import_litellm() -> None:
    code = (
        "import sys, rca_kernel.adapters.litellm.model, rca_kernel.adapters.litellm.choice\n"
        "print([name for name in ('litellm', 'openai', 'httpx', 'aiohttp', 'mcp') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_session_is_silent_and_reaches_only_its_endpoint(server, tmp_path) -> None:
    """In a fresh process: import, a call with tools, a failure; nothing printed, no address but loopback."""
    server.enqueue(text("hello"), HttpError(401))
    (tmp_path / ".env").write_text("RCA_TEST_LEAK=1\n")
    code = """
        import asyncio, os, sys, warnings
        warnings.simplefilter("default")
        warnings.simplefilter("ignore", ResourceWarning)  # LiteLLM keeps connections open for the next call
        reached = set()
        def hook(event, args):
            if event in ("socket.getaddrinfo", "socket.gethostbyname"):
                reached.add(str(args[0]))
            elif event == "socket.connect" and isinstance(args[1], tuple):
                reached.add(str(args[1][0]))
        sys.addaudithook(hook)
        from rca_kernel.adapters.litellm.model import LiteLLMModel
        from rca_kernel.errors import ModelError
        from rca_kernel.models import Message, ToolSpec
        async def main():
            model = LiteLLMModel("openai/scripted", api_base=sys.argv[1])
            tools = [ToolSpec("f", "d", {"type": "object", "properties": {}})]
            reply = await model.chat([Message("user", "hi")], tools)
            try:
                await model.chat([Message("user", "hi")])
            except ModelError:
                print(reply.content, sorted(reached - {"127.0.0.1"}), os.environ.get("RCA_TEST_LEAK"))
        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), server.base_url],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout == "hello [] None\n"
    assert done.stderr == ""


@pytest.mark.parametrize("piece", [text("whole words"), tool("run_cell", source="1")])
async def test_a_server_that_does_not_stream_is_asked_for_whole_answers(
    litellm_library, clock, piece
) -> None:
    with OpenAIServer(piece, piece, piece, streams=False) as server:
        model = LiteLLMModel("openai/scripted", api_base=server.base_url, sleep=clock.sleep)
        told: list[str] = []
        first = await model.chat(ASK, [SPEC], on_text=told.append)
        second = await model.chat(ASK, [SPEC])
    assert "".join(told) == first.content == second.content == piece.content
    assert [call.arguments for call in first.tool_calls] == [call.arguments for call in piece.tool_calls]
    assert [request.body.get("stream", False) for request in server.requests] == [True, False, False]
    assert clock.slept == []


@pytest.mark.parametrize("status", [400, 422, 501])
async def test_a_server_that_refuses_to_stream_is_asked_for_whole_answers(model, server, status: int) -> None:
    server.enqueue(HttpError(status, "stream: not supported by this model"), text("whole"))
    told: list[str] = []
    assert (await model.chat(ASK, on_text=told.append)).content == "whole"
    assert told == ["whole"]
    assert [request.body.get("stream", False) for request in server.requests] == [True, False]
    server.enqueue(HttpError(400, "no streaming, and no such model"), HttpError(400, "no such model"))
    other = LiteLLMModel("openai/other", api_base=server.base_url)
    with pytest.raises(ModelError, match="no such model"):
        await other.chat(ASK)
