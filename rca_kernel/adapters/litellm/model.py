"""ChatModel over LiteLLM: any provider that it reaches, streamed where it can be, retried, counted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from rca_kernel.adapters.litellm.endpoint import Endpoint
from rca_kernel.adapters.litellm.errors import (
    NO_STREAM,
    NO_TOOLS,
    Failure,
    cut,
    empty,
    explain,
    not_installed,
    not_streamed,
)
from rca_kernel.adapters.litellm.loading import load
from rca_kernel.adapters.litellm.request import completion_request
from rca_kernel.adapters.litellm.resolve import caches as _caches
from rca_kernel.adapters.litellm.resolve import offers_tools, resolve
from rca_kernel.adapters.litellm.resolve import sees as _sees
from rca_kernel.adapters.litellm.stream import Assembly
from rca_kernel.models import Message, Price, Reply, ToolSpec, Usage
from rca_kernel.models.json_fallback import JsonToolModel

TIMEOUT = 300.0  # seconds; reasoning models think for minutes before the first byte
RETRIES = 5
LONGEST_WAIT = 120.0  # seconds

OnWait = Callable[[float, str], None]


class LiteLLMModel:
    """The model called `name`: "provider/model", or a bare name that LiteLLM knows.

    `api_base` is the URL of an endpoint of the user's own; a `name` without a provider is then taken
    as OpenAI-compatible, and where no key is set a placeholder is sent. `timeout` is in seconds without
    a byte. A transient failure (429, 5xx, no connection, time-out, an answer cut or empty) is retried up
    to `retries` times after 1, 2, 4, … seconds or as long as the provider asks (at most 120 s);
    `on_wait(seconds, why)` hears of each wait, and text streamed before it starts anew. A model without
    tool calls, by LiteLLM's lists or by its own word, is asked for them in JSON (`JsonToolModel`); one whose
    server streams nothing is asked for whole answers.
    `sees` says whether it takes pictures; None leaves that to LiteLLM's lists. `price` is what it costs where
    LiteLLM's map does not know.
    """

    def __init__(
        self,
        name: str,
        *,
        api_base: str = "",
        api_key: str = "",
        timeout: float = TIMEOUT,
        retries: int = RETRIES,
        on_wait: OnWait | None = None,
        sees: bool | None = None,
        price: Price | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.name = name
        self._sees = sees
        self._price = price
        self._api_base = api_base
        self._api_key = api_key
        self._timeout = timeout
        self._retries = retries
        self._on_wait = on_wait
        self._sleep = sleep
        self._calls_in_json = False
        self._streams = True

    async def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> Reply:
        """Answer `messages`; raises ModelError (see the port). `usage` counts every attempt answered."""
        litellm, endpoint = await self._resolved()
        if tools and (self._calls_in_json or not offers_tools(litellm, endpoint)):
            return await JsonToolModel(self).chat(messages, tools, on_text=on_text, on_again=on_again)
        spent = Usage()
        attempt = 0
        streams = self._streams
        while True:
            sees = _sees(litellm, endpoint) if self._sees is None else self._sees
            caches = _caches(litellm, endpoint)
            request = completion_request(endpoint, messages, tools, sees=sees, caches=caches, streams=streams)
            heard = _Heard(on_text)
            result = await _attempt(litellm, endpoint, request, heard, self._price)
            if isinstance(result, Reply):
                spent += result.usage
                if not _is_empty(result):
                    self._streams = streams
                    return replace(result, usage=spent)
                result = empty(endpoint)
            if tools and result.why == NO_TOOLS:
                self._calls_in_json = True
                return await JsonToolModel(self).chat(messages, tools, on_text=on_text, on_again=on_again)
            if streams and result.why == NO_STREAM:
                streams = False
                continue
            if not result.transient or attempt >= min(self._retries, result.most):
                raise result.error
            if heard.any and on_again is not None:
                on_again(result.why)
            await self._wait(attempt, result)
            attempt += 1

    async def has_price(self) -> bool:
        """Whether the cost of a call is known, by LiteLLM's price map or as it was given."""
        litellm, endpoint = await self._resolved()
        return self._price is not None or _cost(litellm, endpoint, 1, 1) is not None

    async def _resolved(self) -> tuple[Any, Endpoint]:
        litellm = await _loaded()
        endpoint = resolve(
            litellm,
            self.name,
            os.environ,
            api_base=self._api_base,
            api_key=self._api_key,
            timeout=self._timeout,
        )
        return litellm, endpoint

    async def _wait(self, attempt: int, failure: Failure) -> None:
        seconds = min(max(2.0**attempt, failure.wait), LONGEST_WAIT)
        if self._on_wait is not None:
            self._on_wait(seconds, failure.why)
        await self._sleep(seconds)


async def _loaded() -> Any:
    """LiteLLM, imported in a thread so that this loop goes on."""
    try:
        return await asyncio.to_thread(load)
    except ImportError as error:
        failed = not_installed(error)
    raise failed


class _Heard:
    """Hands text on, and knows whether there was any."""

    def __init__(self, on_text: Callable[[str], None] | None) -> None:
        self.any = False
        self._on_text = on_text

    def __call__(self, piece: str) -> None:
        self.any = True
        if self._on_text is not None:
            self._on_text(piece)


async def _attempt(
    litellm: Any,
    endpoint: Endpoint,
    request: dict[str, Any],
    on_text: Callable[[str], None],
    price: Price | None,
) -> Reply | Failure:
    """One call; a stream is closed on every way out, cancellation included."""
    answered = await _guarded(litellm.acompletion(**request), endpoint)
    if isinstance(answered, Failure):
        return answered
    answer = Assembly(on_text)
    if not request["stream"]:
        answer.add_whole(answered)
    elif (failure := await _streamed(litellm, endpoint, answered, answer)) is not None:
        return failure
    usage = await asyncio.to_thread(_usage, litellm, endpoint, answer, request["messages"], price)
    return Reply(
        answer.content,
        answer.tool_calls,
        finish_reason=answer.finish_reason,
        usage=usage,
        model=endpoint.model,
        thought=answer.thought,
    )


async def _streamed(litellm: Any, endpoint: Endpoint, stream: Any, answer: Assembly) -> Failure | None:
    """Fill `answer` from the stream, which is closed then."""
    try:
        while (chunk := await _guarded(anext(stream, None), endpoint)) is not None:
            if isinstance(chunk, Failure):
                return chunk
            answer.add(chunk)
    finally:
        await stream.aclose()
    if not _is_cut(litellm, endpoint, stream):
        return None
    return not_streamed(endpoint) if _is_whole(stream) else cut(endpoint)


async def _guarded(waited: Awaitable[Any], endpoint: Endpoint) -> Any:
    """What `waited` gives, or the Failure that it raised: without a context, which may quote keys."""
    try:
        return await waited
    except Exception as error:  # noqa: BLE001 - LiteLLM passes on whatever a provider's client raises
        return explain(error, endpoint)


def _is_empty(reply: Reply) -> bool:
    """Nothing came at all; a model that only thought has answered, and is told to call a tool."""
    return reply.finish_reason == "stop" and not reply.content.strip() and not reply.thought


def _is_cut(litellm: Any, endpoint: Endpoint, stream: Any) -> bool:
    """LiteLLM says "stop" where a stream merely ended; OpenAI's protocol always gives a reason."""
    speaks_openai = endpoint.provider == "openai" or endpoint.provider in litellm.openai_compatible_providers
    given = (getattr(stream, f"{kind}_finish_reason", "unknown") for kind in ("received", "intermittent"))
    return speaks_openai and not any(given)


def _is_whole(stream: Any) -> bool:
    """The server sent JSON where events were asked for: its answer whole, which a stream's reader skips."""
    headers = getattr(stream, "_response_headers", None) or {}
    return "json" in str(headers.get("content-type", ""))


def _usage(
    litellm: Any, endpoint: Endpoint, answer: Assembly, messages: list[dict[str, Any]], price: Price | None
) -> Usage:
    """Tokens as the provider reports them, else as LiteLLM's tokenizer counts; money by its price map, else
    by `price`."""
    reported = answer.usage if getattr(answer.usage, "prompt_tokens", 0) else None
    if reported is None:
        prompt = int(litellm.token_counter(endpoint.model, messages=messages))
        said = answer.content + "".join(call.name + call.arguments for call in answer.tool_calls)
        completion = int(litellm.token_counter(endpoint.model, text=said)) if said else 0
    else:
        prompt, completion = int(reported.prompt_tokens), int(reported.completion_tokens or 0)
    cost = _cost(litellm, endpoint, prompt, completion, reported)
    if cost is None and price is not None:
        cost = price.cost(prompt, completion)
    details = getattr(reported, "prompt_tokens_details", None)
    cached = int(getattr(details, "cached_tokens", 0) or 0)
    return Usage(1, prompt, completion, cost or 0.0, cached_tokens=cached, unpriced=int(cost is None))


def _cost(
    litellm: Any, endpoint: Endpoint, prompt: int, completion: int, reported: object = None
) -> float | None:
    """US dollars by LiteLLM's price map; None where that does not know the model."""
    try:
        return float(sum(litellm.cost_per_token(endpoint.model, prompt, completion, usage_object=reported)))
    except Exception:  # noqa: BLE001 - whatever it raises, the price is unknown
        return None
