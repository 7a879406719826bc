"""Which engine is taken when the user names none, and what is said about it."""

from __future__ import annotations

import socket

import pytest

from rca_kernel.adapters.litellm.choice import PROVIDERS, choose
from rca_kernel.errors import ModelError
from rca_kernel.testing.openai_server import OpenAIServer


@pytest.fixture
def nobody():
    """An address on loopback where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{closed.getsockname()[1]}"


FORMAL = ("formal", "formal")


@pytest.mark.parametrize(
    ("named", "environ", "taken", "says"),
    [
        ("ollama/llama3", {"RCA_MODEL": "formal"}, ("litellm", "ollama/llama3"), "ollama/llama3 was named"),
        ("Formal", {"OPENAI_API_KEY": "k"}, FORMAL, "was asked for"),
        ("", {"RCA_MODEL": "formal", "OPENAI_API_KEY": "k"}, FORMAL, "was asked for"),
        ("", {"RCA_MODEL": "groq/x", "OPENAI_API_KEY": "k"}, ("litellm", "groq/x"), "RCA_MODEL names groq/x"),
        (
            "",
            {"ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"},
            ("litellm", PROVIDERS[0].model),
            "OPENAI_API",
        ),
        ("", {"OPENAI_API_KEY": ""}, FORMAL, "no local Ollama answers"),
        ("", {}, FORMAL, "no provider's key is set"),
        *[
            ("", {key: "k"}, ("litellm", provider.model), f"{key} is set, so {provider.title}'s")
            for provider in PROVIDERS
            for key in provider.keys
        ],
    ],
)
def test_the_order_of_choice(nobody: str, named: str, environ, taken: tuple[str, str], says: str) -> None:
    choice = choose(named, environ=environ, ollama_url=nobody)
    assert (choice.engine, choice.model) == taken
    assert says in choice.reason
    assert choice.reason.endswith(".")


def test_a_local_ollama_that_answers_gives_its_largest_chat_model() -> None:
    models = {"llama3:8b": 5_000, "nomic-embed-text": 90_000, "qwen3:32b": 20_000}
    with OpenAIServer(models=models) as server:
        choice = choose(environ={}, ollama_url=server.url)
        assert (choice.engine, choice.model, choice.api_base) == (
            "litellm",
            "ollama_chat/qwen3:32b",
            server.url,
        )
        assert choose(environ={"OLLAMA_API_BASE": server.url}).model == choice.model
        assert choose(environ={"GROQ_API_KEY": "k"}, ollama_url=server.url).model.startswith("groq/")
    assert "Ollama answers at http://127.0.0.1" in choice.reason


@pytest.mark.parametrize("models", [{}, {"nomic-embed-text": 3}])
def test_an_ollama_without_a_chat_model_is_passed_over(models) -> None:
    with OpenAIServer(models=models) as server:
        assert choose(environ={}, ollama_url=server.url).engine == "formal"


@pytest.mark.parametrize("variable", ["OPENAI_BASE_URL", "OPENAI_API_BASE"])
def test_an_own_endpoint_is_asked_for_its_models(variable: str, nobody: str) -> None:
    with OpenAIServer(models={"desk": 1, "other": 2}) as server:
        choice = choose(environ={variable: server.base_url}, ollama_url=nobody)
        assert (choice.engine, choice.model, choice.api_base) == ("litellm", "openai/desk", server.base_url)
        assert choose(api_base=server.base_url, environ={"GROQ_API_KEY": "k"}) == choice
        assert choose("vllm-model", api_base=server.base_url, environ={}).api_base == server.base_url
    assert "the first model it lists" in choice.reason


@pytest.mark.parametrize("scheme", ["http://127.0.0.1", "file:///etc"])
def test_nothing_stands_in_for_a_named_endpoint_that_is_silent(nobody: str, scheme: str) -> None:
    base = nobody if scheme.startswith("http") else scheme
    with pytest.raises(ModelError, match="was named, and it lists no models"):
        choose(environ={"OPENAI_BASE_URL": f"{base}/v1"}, ollama_url=nobody)
    with pytest.raises(ModelError, match="name a model"):
        choose(environ={"OPENAI_API_KEY": "k"}, api_base=f"{base}/v1", ollama_url=nobody)
    assert choose("formal", api_base=f"{base}/v1").engine == "formal"


def test_defaults_are_in_litellms_map_with_tool_calls_and_no_date_of_retirement(litellm_library) -> None:
    for provider in PROVIDERS:
        bare = (
            provider.model if provider.model in litellm_library.model_cost else provider.model.split("/")[1]
        )
        entry = litellm_library.model_cost[bare]
        assert entry["supports_function_calling"], provider
        assert "deprecation_date" not in entry, provider
        known = litellm_library.validate_environment(provider.model)
        assert known["keys_in_environment"] or set(provider.keys) & set(known["missing_keys"]), provider
