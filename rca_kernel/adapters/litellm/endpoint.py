"""Where a call goes, and what of it must never be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from rca_kernel.errors import ConfigError
from rca_kernel.models.secrets import secrets_of

_KEY_SHAPES = re.compile(
    r"\b(?:sk|pk|rk|xai|gsk|hf|key)[-_][\w*.\-]{6,}"  # OpenAI, Anthropic, xAI, Groq, Hugging Face
    r"|\bAIza[\w\-]{10,}"  # Google
    r"|(?<=[Bb]earer )[^\s'\",]+"
    r"|(?<=key=)[^\s&'\",]+"
    r"|[\w\-]*\*{3,}[\w\-*]*"  # what a provider has masked in part
)
_SHORTEST_SECRET = 6


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is needed to make a call and to explain its failure."""

    model: str  # as LiteLLM wants it: provider/name
    provider: str
    api_base: str = ""  # "" is the provider's own
    api_key: str = field(default="", repr=False)  # "" leaves it to the environment
    timeout: float = 0.0  # seconds without a byte
    missing_keys: tuple[str, ...] = ()  # environment variables that would hold one
    key_name: str = "the API key"
    secrets: tuple[str, ...] = field(default=(), repr=False)
    named: str = ""  # as the user names the model, where LiteLLM wants it otherwise

    @property
    def title(self) -> str:
        """The model's name in messages."""
        return self.named or self.model

    @property
    def place(self) -> str:
        return shown(self.api_base) if self.api_base else f"{self.provider}'s own address"


def openai_base(environ: Mapping[str, str]) -> str:
    """The endpoint of the user's own that the environment names; "" for none. Raises ConfigError."""
    name = next((one for one in ("OPENAI_BASE_URL", "OPENAI_API_BASE") if environ.get(one)), "")
    return _address(name, environ[name]) if name else ""


def _address(name: str, value: str) -> str:
    """The value of this variable. Raises ConfigError where nothing could be asked there."""
    try:
        _ = urlsplit(value).port
    except ValueError:
        raise ConfigError(
            f"{name} holds no address that could be asked.",
            hint="Mend it, for instance http://127.0.0.1:8000/v1, or unset it.",
        ) from None
    return value


_SUFFIXES = ("API_BASE", "BASE_URL", "API_URL", "ENDPOINT")
"""How LiteLLM's variables for a provider's address end; its modules read them, each its own."""
_CALLED = {
    "huggingface": ("HF",),
    "meta_llama": ("LLAMA",),
    "bedrock": ("AWS_BEDROCK_RUNTIME",),
    "azure_text": ("AZURE",),
    "friendliai": ("FRIENDLI",),
}
"""What these providers are called there beside their own name or its first words."""
_SHORTEST = 4
"""Letters of those words: a shorter name might be anybody's."""
_HOSTS = {
    "anthropic": "anthropic.com",
    "gemini": "googleapis.com",
    "vertex_ai": "googleapis.com",
    "mistral": "mistral.ai",
    "deepseek": "deepseek.com",
    "groq": "groq.com",
    "xai": "x.ai",
    "openrouter": "openrouter.ai",
}


def provider_bases(provider: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Where the environment sends a provider's models, by what LiteLLM reads, but for its own address.
    Raises ConfigError where that is no address."""
    found = []
    for name, value in environ.items():
        ending = next((one for one in _SUFFIXES if name.endswith(f"_{one}")), "")
        called = name.removesuffix(f"_{ending}") if ending else ""
        if value and (called in _CALLED.get(provider, ()) or called.replace("_", "") in _names(provider)):
            found.append(_address(name, value))
    return tuple(sorted({url for url in found if not _is_at(url, _HOSTS.get(provider, "openai.com"))}))


def _names(provider: str) -> set[str]:
    """How the variables of a provider may begin: FIREWORKSAI and FIREWORKS, but not F."""
    words = provider.upper().replace("-", "_").split("_")
    begun = {"".join(words[:count]) for count in range(1, len(words))}
    return {"".join(words), *(name for name in begun if len(name) >= _SHORTEST)}


def _is_at(url: str, domain: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == domain or host.endswith(f".{domain}")


def is_own(api_base: str) -> bool:
    """Whether `api_base` is somewhere else than OpenAI's own address."""
    return bool(api_base) and not _is_at(api_base, "openai.com")


def shown(url: str) -> str:
    """`url` without user, password, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def secrets_in(environ: Mapping[str, str], *more: str) -> tuple[str, ...]:
    """Values that must never be shown, the longest first."""
    return secrets_of(environ, *more, shortest=_SHORTEST_SECRET)


def mask(text: str, secrets: tuple[str, ...] = ()) -> str:
    """`text` without keys, whole or partly masked."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return _KEY_SHAPES.sub("***", text)
