"""Where a session's models were asked. The notebook holds no address, for a sent one could direct a key
elsewhere, but enough to tell an address again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from rca_kernel.app.choices import Choices
from rca_kernel.app.config import Config
from rca_kernel.app.roles import FORMAL, ROLES, is_formal
from rca_kernel.errors import ConfigError
from rca_kernel.memory import Memory

LENGTH = 16
WAYS = (
    "Name it with --api-base URL, %rca config api_base=URL, or in the environment as before, and try again; "
    "the word default in place of URL stands for the provider's own address."
)


def address_in_force(config: Config, models: Iterable[str], environ: Mapping[str, str] = os.environ) -> str:
    """The addresses of the user's own that these models are asked at, a line each, that of one provider's
    models after its name; "" where all are their providers'. Raises ConfigError where a variable holds none.

    A name without a provider takes LiteLLM, whose import takes seconds: call it off the main thread.
    """
    from rca_kernel.adapters.litellm.endpoint import is_own, openai_base, provider_bases

    if config.api_base:
        return config.api_base if is_own(config.api_base) else ""
    providers = _providers(models)
    base = openai_base(environ) if providers - _elsewhere() else ""
    lines = [base] if is_own(base) else []
    for provider in sorted(providers - {"openai"}):
        lines += [f"{provider} {url}" for url in provider_bases(provider, environ)]
    return "\n".join(lines)


def _providers(models: Iterable[str]) -> set[str]:
    return {_provider(name) for name in models if not is_formal(name)}


def _provider(model: str) -> str:
    """As LiteLLM calls it; a name that it does not know may be anybody's who speaks as OpenAI does."""
    from rca_kernel.adapters.litellm.resolve import provider_of

    provider, _, rest = model.partition("/")
    return provider.replace("ollama_chat", "ollama") if rest else provider_of(model) or "openai"


def _elsewhere() -> set[str]:
    """Who is never asked at the address of an OpenAI-compatible endpoint."""
    from rca_kernel.adapters.litellm.choice import PROVIDERS

    hosted = {provider.model.partition("/")[0] for provider in PROVIDERS} - {"openai"}
    return hosted | {"ollama", "openrouter"}


def mark_of(memory: Memory, address: str) -> str:
    """What the notebook keeps of addresses: for each a short hash, salted with the notebook's first session,
    after the name of the provider for whose models alone it is."""
    salt = memory.sessions[0].id if memory.sessions else ""
    return " ".join(":".join(filter(None, (provider, _hash(salt, url)))) for provider, url in _lines(address))


def _lines(address: str) -> list[tuple[str, str]]:
    """Each address, and the provider that it is for; "" for all."""
    parted = (line.rpartition(" ") for line in address.split("\n") if line)
    return [(provider, url) for provider, _, url in parted]


def _by_provider(marks: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mark in marks.split():
        provider, _, place = mark.rpartition(":")
        found.setdefault(provider, set()).add(place)
    return found


def _hash(salt: str, url: str) -> str:
    parts = urlsplit(url)
    place = f"{parts.scheme}://{(parts.hostname or '').lower()}:{parts.port or ''}{parts.path.rstrip('/')}"
    return sha256(f"{salt} {place}".encode()).hexdigest()[:LENGTH]


def refuse_elsewhere(memory: Memory, choices: Choices) -> None:
    """Raise ConfigError where going on would ask a model elsewhere than before, at an address that nobody
    named in this kernel. Call it off the main thread, as `address_in_force`."""
    before = next((one.endpoint for one in reversed(memory.sessions) if one.engine != FORMAL), "")
    if not before or choices.names("api_base"):
        return
    config = choices.config()
    named = [getattr(config, role) for role in ROLES if getattr(config, role)]
    if named and all(map(is_formal, named)):
        return
    address = address_in_force(config, named)
    used = {"", *_providers(named)} if named else {mark.rpartition(":")[0] for mark in before.split()}
    asked, now = _by_provider(before), _by_provider(mark_of(memory, address))
    if all(now.get(provider) == asked[provider] for provider in used & asked.keys()):
        return
    from rca_kernel.adapters.litellm.endpoint import shown

    others = ", ".join(shown(url) for _, url in _lines(address))
    known = f"and {others} is another" if others else "which this kernel has not been told"
    raise ConfigError(
        f"The model of this notebook was asked at an address of your own, {known}: nothing was run or sent.",
        hint=WAYS,
    )
