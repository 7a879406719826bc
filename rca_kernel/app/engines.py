"""Which engine works, and why: the user's word, a key in the environment, a local model, or none."""

from __future__ import annotations

from collections.abc import Callable

from rca_kernel.agents.engine import Engine
from rca_kernel.app.config import Config

FORMAL = "formal"


def engine_title(engine: Engine) -> str:
    """How people call the engine."""
    return "the formal engine" if engine.name == FORMAL else engine.name


def build_engine(
    config: Config, *, on_wait: Callable[[float, str], None] | None = None
) -> tuple[Engine, str]:
    """The engine for `config`, and a sentence that says why it was chosen."""
    from rca_kernel.adapters.litellm.choice import choose

    choice = choose(config.model, api_base=config.api_base)
    if choice.engine == FORMAL:
        from rca_kernel.agents.formal_engine import FormalEngine

        return FormalEngine(), choice.reason
    from rca_kernel.adapters.litellm.model import LiteLLMModel
    from rca_kernel.agents.asking import Asking
    from rca_kernel.agents.llm_engine import LlmEngine

    model = LiteLLMModel(
        choice.model,
        api_base=choice.api_base,
        timeout=config.timeout,
        retries=config.retries,
        on_wait=on_wait,
    )
    return LlmEngine(Asking(model, config.budget)), choice.reason
