"""Each failure of a model as one clear sentence, without keys."""

from __future__ import annotations

import re
import traceback

import pytest

from rca_kernel.adapters.litellm.endpoint import Endpoint, mask, secrets_in, shown
from rca_kernel.adapters.litellm.errors import explain, no_tools
from rca_kernel.adapters.litellm.model import LiteLLMModel
from rca_kernel.adapters.litellm.resolve import resolve
from rca_kernel.errors import ModelError
from rca_kernel.models import Message, ToolSpec
from rca_kernel.testing.openai_server import HttpError
from rca_kernel.testing.scripted_model import text

KEY = "sk-test-abcdefghijklmnop1234"  # as conftest sets it
ASK = [Message("user", "Say it.")]
SPEC = ToolSpec("f", "d", {"type": "object", "properties": {}})


async def failure(model: LiteLLMModel, tools: tuple[ToolSpec, ...] = ()) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await model.chat(ASK, tools)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("name", ["nonsense", "nobody/some-model", ""])
async def test_an_unknown_provider_is_told_how_to_write_a_name(litellm_library, name: str, capsys) -> None:
    error = await failure(LiteLLMModel(name))
    assert f"No provider is known for the model {name!r}" in str(error)
    assert "openai/gpt-4o" in error.hint
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("openai/gpt-4o", "OPENAI_API_KEY"),
        ("gpt-4o", "OPENAI_API_KEY"),
        ("anthropic/claude-sonnet-4-6", "ANTHROPIC_API_KEY"),
        ("gemini/gemini-pro-latest", "GEMINI_API_KEY"),
        ("mistral/mistral-medium-latest", "MISTRAL_API_KEY"),
    ],
)
async def test_a_missing_key_is_named_before_anything_is_sent(
    litellm_library, monkeypatch: pytest.MonkeyPatch, name: str, variable: str
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    error = await failure(LiteLLMModel(name))
    assert variable in error.message
    assert variable in error.hint


@pytest.mark.parametrize(
    "base", ["nowhere", "ftp://host/v1", "http://", "http://me:secretword@127.0.0.1:9/v1"]
)
async def test_an_address_that_cannot_be_called_is_refused(litellm_library, base: str) -> None:
    error = await failure(LiteLLMModel("openai/x", api_base=base))
    assert "cannot be called" in error.message
    assert "secretword" not in str(error)


async def test_a_wrong_key_is_not_repeated(model, server, clock) -> None:
    server.enqueue(HttpError(401, f"Incorrect API key provided: {KEY}. Or sk-tes*****1234."))
    error = await failure(model)
    printed = "".join(traceback.format_exception(error))
    assert "refused the key for openai/scripted (401)" in error.message
    assert "OPENAI_API_KEY" in error.hint
    assert KEY not in printed
    assert "1234" not in printed
    assert error.__cause__ is None
    assert error.__context__ is None
    assert clock.slept == []


@pytest.mark.parametrize(
    ("served", "says"),
    [
        (HttpError(403, "no access"), r"refused the key .* \(403\)"),
        (HttpError(404, "The model does not exist"), "does not know the model openai/scripted"),
        (HttpError(402, "Payment required"), "no credit or quota"),
        (HttpError(429, "You exceeded your current quota", "insufficient_quota"), "no credit or quota"),
        (
            HttpError(400, "maximum context length is 8192 tokens", "context_length_exceeded"),
            "context window",
        ),
        (HttpError(400, "rejected by our safety system", "content_policy_violation"), "content policy"),
        (HttpError(400, "llama2 does not support tools"), "offers no tool calls"),
        (
            HttpError(400, f"odd value, Bearer {KEY}"),
            r"refused the request \(400\): odd value, Bearer \*\*\*",
        ),
    ],
)
async def test_lasting_failures_are_not_retried(model, server, clock, served: HttpError, says: str) -> None:
    server.enqueue(served)
    error = await failure(model)
    assert re.search(says, error.message)
    assert clock.slept == []


async def test_a_model_known_to_lack_tools_is_sent_none_and_answers_in_json(
    model, server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rca_kernel.adapters.litellm.model.offers_tools", lambda *_: False)
    server.enqueue(text('{"tool": "f", "arguments": {"source": "1"}}'))
    reply = await model.chat(ASK, (SPEC,))
    assert [(call.name, call.arguments) for call in reply.tool_calls] == [("f", '{"source": "1"}')]
    (request,) = server.requests
    assert "tools" not in request.body
    assert "### f" in request.body["messages"][0]["content"]


async def test_a_model_that_says_it_lacks_tools_is_asked_in_json_from_then_on(model, server, clock) -> None:
    called = text('{"tool": "f", "arguments": {}}')
    server.enqueue(HttpError(400, "llama2 does not support tools"), called, called)
    for _ in range(2):
        reply = await model.chat(ASK, (SPEC,))
        assert [call.name for call in reply.tool_calls] == ["f"]
    assert ["tools" in request.body for request in server.requests] == [True, False, False]
    assert clock.slept == []


def test_a_missing_package_is_named_with_the_command_that_installs_it() -> None:
    error = RuntimeError("litellm wraps it")
    error.__cause__ = ModuleNotFoundError("No module named 'mcp'", name="mcp")
    failed = explain(error, Endpoint("openai/x", "openai")).error
    assert "'mcp' is missing" in failed.message
    assert "pip install 'litellm[mcp]'" in failed.hint


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdefghijkl",
        "sk-ant-api03-abcdefg",
        "AIzaSyA1234567890abc",
        "gsk_abcdefghijklmn",
        "sk-ab***********wxyz",
        "unusual+secret/value",
    ],
)
def test_keys_are_masked_by_value_and_by_shape(secret: str) -> None:
    known = secrets_in({"MY_API_KEY": "unusual+secret/value", "HOME": "somewhere", "EMPTY_KEY": ""})
    masked = mask(f"Incorrect key: {secret}, sorry from somewhere", known)
    assert masked == "Incorrect key: ***, sorry from somewhere"


def test_an_address_is_shown_without_its_secrets() -> None:
    assert shown("http://user:pass@host:8000/v1?key=abc#x") == "http://host:8000/v1"


def test_a_message_names_the_model_as_the_user_did() -> None:
    import litellm

    endpoint = resolve(litellm, "ollama/llama3", {}, api_base="", api_key="", timeout=1)
    assert endpoint.model == "ollama_chat/llama3"
    assert "ollama/llama3" in no_tools(endpoint).message
    own = resolve(litellm, "llama3", {}, api_base="http://localhost:1/v1", api_key="", timeout=1)
    assert explain(ConnectionRefusedError(), own).error.message.startswith("llama3 ")
