"""Where a call goes, and what of it must never be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

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
    """The endpoint of the user's own that the environment names; "" for none."""
    return environ.get("OPENAI_BASE_URL") or environ.get("OPENAI_API_BASE") or ""


_SUFFIXES = ("API_BASE", "BASE_URL", "API_URL", "ENDPOINT")
"""How LiteLLM's variables for a provider's address end; its modules read them, each its own."""
_CALLED = {
    "huggingface": ("HF",),
    "meta_llama": ("LLAMA",),
    "bedrock": ("AWS_BEDROCK_RUNTIME",),
    "azure_text": ("AZURE",),
}
"""What these providers are called there beside their own name or its beginning."""
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
    """Where the environment sends a provider's models, by what LiteLLM reads, but for its own address."""
    found = []
    for name, value in environ.items():
        ending = next((one for one in _SUFFIXES if name.endswith(f"_{one}")), "")
        called = name.removesuffix(f"_{ending}") if ending else ""
        stem = called.lower().replace("_", "")
        known = bool(stem) and provider.replace("_", "").startswith(stem)
        if value and ending and (known or called in _CALLED.get(provider, ())):
            found.append(value)
    return tuple(sorted({url for url in found if not _is_at(url, _HOSTS.get(provider, "openai.com"))}))


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
