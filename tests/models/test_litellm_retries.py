"""Calls that fail or are broken off: what is retried, how long is waited, what closes the connection."""

from __future__ import annotations

import asyncio
import socket

import pytest

from rca_kernel.adapters.litellm.model import LiteLLMModel
from rca_kernel.errors import ModelError
from rca_kernel.models import Message, Usage
from rca_kernel.testing.openai_server import Cut, Hang, HttpError
from rca_kernel.testing.scripted_model import text

ASK = [Message("user", "Say it.")]


async def test_a_429_is_retried_after_the_time_that_the_provider_asks_for(model, server, clock) -> None:
    server.enqueue(HttpError(429, "slow down", headers={"Retry-After": "7"}), HttpError(429), text("done"))
    assert (await model.chat(ASK)).content == "done"
    assert clock.slept == [7.0, 2.0]
    assert clock.told == [(7.0, "too many requests (429)"), (2.0, "too many requests (429)")]


@pytest.mark.parametrize("served", [HttpError(500), HttpError(503), Cut("half"), Cut("half", abrupt=False)])
async def test_transient_failures_are_retried(model, server, clock, served) -> None:
    server.enqueue(served, text("whole"))
    assert (await model.chat(ASK)).content == "whole"
    assert clock.slept == [1.0]


async def test_retries_end_with_one_clear_error(litellm_library, server, clock) -> None:
    model = LiteLLMModel("openai/scripted", api_base=server.base_url, retries=3, sleep=clock.sleep)
    server.enqueue(*[HttpError(500, "overloaded")] * 4)
    with pytest.raises(ModelError, match=r"openai/scripted at http://127.* failed \(500\): overloaded"):
        await model.chat(ASK)
    assert clock.slept == [1.0, 2.0, 4.0]
    assert len(server.requests) == 4


async def test_an_empty_answer_is_asked_again_and_paid_for(model, server, clock) -> None:
    server.enqueue(text("", usage=Usage(1, 100, 1)), text("ok", usage=Usage(1, 100, 9)))
    reply = await model.chat(ASK)
    assert (reply.content, reply.usage) == ("ok", Usage(2, 200, 10, unpriced=2))
    assert clock.told == [(1.0, "the answer was empty")]


async def test_only_empty_answers_end_in_an_error(litellm_library, server, clock) -> None:
    server.enqueue(text(""), text(" \n"))
    model = LiteLLMModel("openai/scripted", api_base=server.base_url, retries=1, sleep=clock.sleep)
    with pytest.raises(ModelError, match="neither text nor a tool call"):
        await model.chat(ASK)


@pytest.mark.parametrize("said", ["", "Let me think about"])
async def test_silence_is_a_timeout(litellm_library, server, clock, said: str) -> None:
    model = LiteLLMModel(
        "openai/scripted", api_base=server.base_url, timeout=0.2, retries=1, sleep=clock.sleep,
        on_wait=clock.on_wait,
    )  # fmt: skip
    server.enqueue(Hang(said), Hang(said))
    with pytest.raises(ModelError, match=r"sent nothing for 0\.2 s"):
        await model.chat(ASK)
    assert clock.told == [(1.0, "no answer within 0.2 s")]


@pytest.mark.parametrize("said", ["", "Let me think about"])
async def test_cancelling_closes_the_connection(model, server, said: str) -> None:
    server.enqueue(Hang(said))
    task = asyncio.ensure_future(model.chat(ASK))
    assert await asyncio.to_thread(server.hanging.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.gone.wait, 30)


async def test_a_caller_that_breaks_off_closes_the_connection(model, server) -> None:
    def stop(piece: str) -> None:
        raise InterruptedError(piece)

    server.enqueue(Hang("Let me think about"))
    with pytest.raises(InterruptedError) as caught:
        await model.chat(ASK, on_text=stop)
    assert await asyncio.to_thread(server.gone.wait, 10)
    assert caught.value.args == ("Let me ",)


async def test_cancelling_a_wait_between_attempts_ends_the_call(litellm_library, server) -> None:
    waiting = asyncio.Event()

    async def sleep(seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    server.enqueue(HttpError(429))
    model = LiteLLMModel("openai/scripted", api_base=server.base_url, sleep=sleep)
    task = asyncio.ensure_future(model.chat(ASK))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_nobody_listens(litellm_library, clock) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
        model = LiteLLMModel("openai/scripted", api_base=base, retries=5, sleep=clock.sleep)
        with pytest.raises(
            ModelError, match=r"does not answer at http://127\.0\.0\.1:\d+/v1: the connection was refused"
        ):
            await model.chat(ASK)
    assert clock.slept == [1.0]


async def test_text_of_a_call_that_broke_off_is_taken_back_before_it_is_made_again(model, server) -> None:
    server.enqueue(Cut("half of"), HttpError(503), text("whole"))
    told: list[str] = []
    reply = await model.chat(ASK, on_text=told.append, on_again=lambda why: told.append(f"again: {why}"))
    assert reply.content == "whole"
    assert "".join(told) == "half ofagain: the provider failed (500)whole"
