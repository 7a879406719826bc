"""From a model's name and the environment to the endpoint of its calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from rca_kernel.adapters.litellm.endpoint import Endpoint, is_own, openai_base, secrets_in
from rca_kernel.adapters.litellm.errors import bad_address, no_key, unknown_provider
from rca_kernel.adapters.litellm.loading import load

# Sent where an endpoint of the user's own wants no key, since clients refuse to send none.
PLACEHOLDER_KEY = "none"
# Providers whose calls fail without one key from the environment; others find credentials elsewhere too.
_KEYED = frozenset({"openai", "anthropic", "gemini", "mistral", "deepseek", "groq", "xai", "openrouter"})


def resolve(
    litellm: Any, name: str, environ: Mapping[str, str], *, api_base: str, api_key: str, timeout: float
) -> Endpoint:
    """Raises ModelError when no provider is known for `name`, its key is missing, or the address is none."""
    model, provider = _provider(litellm, name, api_base or openai_base(environ))
    base = api_base or (openai_base(environ) if provider == "openai" else "")
    if base and not _is_callable(base):
        raise bad_address(base)
    missing = () if api_key else _missing_keys(litellm, model)
    key_name = f"{provider.upper()}_API_KEY"
    endpoint = Endpoint(
        model,
        provider,
        api_base=base,
        api_key=PLACEHOLDER_KEY if missing and is_own(base) else api_key,
        timeout=timeout,
        missing_keys=missing,
        key_name=key_name if environ.get(key_name) else "the API key",
        secrets=secrets_in(environ, api_key),
        named=name.replace("ollama_chat/", "ollama/", 1),
    )
    if missing and not endpoint.api_key and provider in _KEYED and not litellm.api_key:
        raise no_key(endpoint)
    return endpoint


def _is_callable(api_base: str) -> bool:
    """A web address; user and password in it would contradict the key's header."""
    parts = urlsplit(api_base)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None


def _missing_keys(litellm: Any, model: str) -> tuple[str, ...]:
    """Variables that would hold the key; LiteLLM also lists addresses, which have defaults."""
    return tuple(
        n for n in litellm.validate_environment(model)["missing_keys"] if not n.endswith("_API_BASE")
    )


def offers_tools(litellm: Any, endpoint: Endpoint) -> bool:
    """Whether LiteLLM knows how to send tools there; True where it knows nothing."""
    supported = _parameters(litellm, endpoint)
    return not supported or "tools" in supported


def sees(litellm: Any, endpoint: Endpoint) -> bool:
    """Whether LiteLLM lists the model as one that takes pictures."""
    return bool(litellm.supports_vision(model=endpoint.model))


def caches(litellm: Any, endpoint: Endpoint) -> bool:
    """Whether the provider caches what it is told to; where it caches by itself nothing need be said."""
    claude = endpoint.provider == "anthropic" or "claude" in endpoint.model
    return claude and bool(litellm.utils.supports_prompt_caching(model=endpoint.model))


def _parameters(litellm: Any, endpoint: Endpoint) -> list[str]:
    bare = endpoint.model.partition("/")[2]
    return litellm.get_supported_openai_params(model=bare, custom_llm_provider=endpoint.provider) or []


def _provider(litellm: Any, name: str, api_base: str) -> tuple[str, str]:
    """The full name and the provider; a bare or foreign name at an `api_base` is OpenAI-compatible."""
    if name.startswith("ollama/"):
        name = name.replace("ollama/", "ollama_chat/", 1)  # the path that knows messages and tools
    found = _known_provider(litellm, name)
    if found is None and is_own(api_base):
        return f"openai/{name}", "openai"
    if found is None:
        raise unknown_provider(name)
    bare, provider = found
    return f"{provider}/{bare}", provider


def provider_of(name: str) -> str:
    """Whose model LiteLLM takes a bare name for; "" where it knows none, or is not installed. Imports it."""
    try:
        found = _known_provider(load(), name)
    except ImportError:
        return ""
    return found[1] if found else ""


def _known_provider(litellm: Any, name: str) -> tuple[str, str] | None:
    try:
        bare, provider, *_ = litellm.get_llm_provider(name)
    except litellm.exceptions.BadRequestError:
        return None
    return bare, provider
