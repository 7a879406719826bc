"""Which engine and model to use when the user names none. Knows no LiteLLM."""

from __future__ import annotations

import http.client
import json
import os
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from rca_kernel.adapters.litellm.endpoint import is_own, openai_base, shown
from rca_kernel.errors import ModelError

FORMAL = "formal"
OLLAMA_URL = "http://127.0.0.1:11434"
_LISTING_TIMEOUT = 5.0  # seconds; where nobody listens, the refusal comes at once


@dataclass(frozen=True, slots=True)
class Provider:
    """A hosted provider: the variables that may hold its key, and the model taken by default."""

    title: str
    keys: tuple[str, ...]
    model: str


# Defaults: mid-priced models with tool calls in LiteLLM's own price map, without a date of retirement there.
PROVIDERS = (
    Provider("OpenAI", ("OPENAI_API_KEY",), "openai/gpt-5.4"),
    Provider("Anthropic", ("ANTHROPIC_API_KEY",), "anthropic/claude-sonnet-4-6"),
    Provider("Google Gemini", ("GEMINI_API_KEY", "GOOGLE_API_KEY"), "gemini/gemini-pro-latest"),
    Provider("Mistral", ("MISTRAL_API_KEY",), "mistral/mistral-medium-latest"),
    Provider("DeepSeek", ("DEEPSEEK_API_KEY",), "deepseek/deepseek-v4-pro"),
    Provider("Groq", ("GROQ_API_KEY",), "groq/openai/gpt-oss-120b"),
    Provider("xAI", ("XAI_API_KEY",), "xai/grok-4.5"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine to use; `reason` is a sentence for the notebook, `api_base` "" the provider's own."""

    engine: Literal["litellm", "formal"]
    model: str
    reason: str
    api_base: str = ""


def choose(
    named: str = "",
    *,
    api_base: str = "",
    environ: Mapping[str, str] = os.environ,
    ollama_url: str = "",
    timeout: float = _LISTING_TIMEOUT,
) -> Choice:
    """Pick the engine; `named` and `api_base` are what the user or the configuration says, before RCA_MODEL.

    A named endpoint (`api_base`, else OPENAI_BASE_URL or OPENAI_API_BASE) is asked which models it has;
    ModelError where it lists none.

    Blocks for up to `timeout` seconds for each local server it asks: call it off the main thread.
    """
    if named:
        return _named(named, f"The model {named} was named", api_base)
    if name := environ.get("RCA_MODEL", ""):
        return _named(name, f"RCA_MODEL names {name}", api_base)
    base = api_base or openai_base(environ)
    if is_own(base):
        return _own_endpoint(base, environ, timeout)
    return (
        _hosted(environ)
        or _ollama(ollama_url or environ.get("OLLAMA_API_BASE", "") or OLLAMA_URL, timeout)
        or Choice("formal", FORMAL, _NOTHING_ELSE)
    )


_NOTHING_ELSE = (
    "No model is named (RCA_MODEL), no provider's key is set and no local Ollama answers, "
    "so the formal engine is used: it implements what the paper states formally."
)


def _named(name: str, why: str, api_base: str) -> Choice:
    if name.strip().lower() == FORMAL:
        return Choice("formal", FORMAL, "The formal engine was asked for.")
    return Choice("litellm", name.strip(), f"{why}.", api_base)


def _own_endpoint(base: str, environ: Mapping[str, str], timeout: float) -> Choice:
    """The OpenAI-compatible endpoint at `base`, with the first model that it lists. It was named, so nothing
    else stands in for it: ModelError where it lists none."""
    names = listed_models(base, environ, timeout)
    if not names:
        raise ModelError(
            f"The endpoint {shown(base)} was named, and it lists no models.",
            hint="Check that the server runs and that the URL is right, or name a model with --model.",
        )
    reason = f"The endpoint {shown(base)} is named, and {names[0]} is the first model it lists."
    return Choice("litellm", f"openai/{names[0]}", reason, base)


def listed_models(base: str, environ: Mapping[str, str], timeout: float) -> list[str]:
    """What the OpenAI-compatible endpoint at `base` lists; nothing where it does not answer. Blocks for up
    to `timeout` seconds."""
    listed = _get(f"{base.rstrip('/')}/models", timeout, key=environ.get("OPENAI_API_KEY", ""))
    return [str(entry["id"]) for entry in _entries(listed, "data") if entry.get("id")]


def _hosted(environ: Mapping[str, str]) -> Choice | None:
    for provider in PROVIDERS:
        for key in provider.keys:
            if environ.get(key):
                return Choice(
                    "litellm",
                    provider.model,
                    f"{key} is set, so {provider.title}'s {provider.model} is used.",
                )
    return None


def _ollama(url: str, timeout: float) -> Choice | None:
    """The largest chat model of an Ollama that answers."""
    base = url.rstrip("/")
    models = _entries(_get(f"{base}/api/tags", timeout), "models")
    sizes = {str(model.get("name", "")): _size(model.get("size")) for model in models}
    chat = {name: size for name, size in sizes.items() if name and "embed" not in name}
    if not chat:
        return None
    name = max(chat, key=lambda name: chat[name])
    reason = f"Ollama answers at {shown(base)}; of its {len(chat)} chat models, {name} is the largest."
    return Choice("litellm", f"ollama_chat/{name}", reason, base)


def _size(value: object) -> int:
    return value if isinstance(value, int) else 0


def _get(url: str, timeout: float, *, key: str = "") -> Any:
    """The JSON at `url`; None where nobody answers, or something else."""
    if urlsplit(url).scheme not in {"http", "https"}:
        return None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        request = urllib.request.Request(url, headers=headers)
        with _opener(url).open(request, timeout=timeout) as response:
            return json.load(response)
    except (OSError, http.client.HTTPException, ValueError):
        return None


def _opener(url: str) -> urllib.request.OpenerDirector:
    """No proxy on loopback."""
    local = urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
    return urllib.request.build_opener(urllib.request.ProxyHandler({} if local else None))


def _entries(body: Any, name: str) -> list[dict[str, Any]]:
    listed = body.get(name) if isinstance(body, dict) else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
