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
    "Name it with --api-base URL, or %rca config api_base=URL, and try again; the word default in place of "
    "URL stands for the provider's own address."
)


def address_in_force(config: Config, models: Iterable[str], environ: Mapping[str, str] = os.environ) -> str:
    """The address of the user's own that these models are asked at; "" where all are their providers'."""
    from rca_kernel.adapters.litellm.choice import PROVIDERS
    from rca_kernel.adapters.litellm.endpoint import is_own, openai_base

    hosted = {provider.model.partition("/")[0] for provider in PROVIDERS} - {"openai"}
    hosted |= {"ollama", "ollama_chat", "openrouter"}
    speaks_openai = any(name.partition("/")[0] not in hosted for name in models if not is_formal(name))
    base = config.api_base or (openai_base(environ) if speaks_openai else "")
    return base if is_own(base) else ""


def mark_of(memory: Memory, address: str) -> str:
    """What the notebook keeps of an address: a short hash, salted with the notebook's first session."""
    if not address:
        return ""
    parts = urlsplit(address)
    place = f"{parts.scheme}://{(parts.hostname or '').lower()}:{parts.port or ''}{parts.path.rstrip('/')}"
    salt = memory.sessions[0].id if memory.sessions else ""
    return sha256(f"{salt} {place}".encode()).hexdigest()[:LENGTH]


def refuse_elsewhere(memory: Memory, choices: Choices) -> None:
    """Raise ConfigError where going on would ask a model elsewhere than before, at an address that nobody
    named in this kernel."""
    before = next((one.endpoint for one in reversed(memory.sessions) if one.engine != FORMAL), "")
    if not before or choices.names("api_base"):
        return
    config = choices.config()
    named = [getattr(config, role) for role in ROLES if getattr(config, role)]
    if named and all(map(is_formal, named)):
        return
    address = address_in_force(config, named)
    if mark_of(memory, address) == before:
        return
    from rca_kernel.adapters.litellm.endpoint import shown

    known = f"and {shown(address)} is another" if address else "which this kernel has not been told"
    raise ConfigError(
        f"The model of this notebook was asked at an address of your own, {known}: nothing was run or sent.",
        hint=WAYS,
    )
