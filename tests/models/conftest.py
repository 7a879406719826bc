"""One scripted server a test, one import of LiteLLM a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rca_kernel.adapters.litellm.loading import load
from rca_kernel.adapters.litellm.model import LiteLLMModel
from rca_kernel.testing.openai_server import OpenAIServer

KEY = "sk-test-abcdefghijklmnop1234"
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "MISTRAL_API_KEY")
BASES = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OLLAMA_API_BASE", "RCA_MODEL")


@pytest.fixture(scope="session")
def litellm_library():
    return load()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no address of whoever runs the tests; one key that must never be shown."""
    for name in (*KEYS, *BASES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


class Clock:
    """Stands in for asyncio.sleep, and hears of the waits."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.told: list[tuple[float, str]] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def on_wait(self, seconds: float, why: str) -> None:
        self.told.append((seconds, why))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def model(litellm_library, server: OpenAIServer, clock: Clock) -> LiteLLMModel:
    return LiteLLMModel(
        "openai/scripted", api_base=server.base_url, timeout=30, sleep=clock.sleep, on_wait=clock.on_wait
    )
