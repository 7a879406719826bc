"""Which engine works, and why: the user's word, a key in the environment, a local model, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rca_kernel.app.config import Config
from rca_kernel.errors import ConfigError

if TYPE_CHECKING:
    from rca_kernel.adapters.litellm.choice import Choice
    from rca_kernel.agents.engine import Engine
    from rca_kernel.models import ChatModel

FORMAL = "formal"
OnWait = Callable[[float, str], None]
Wrap = Callable[["ChatModel"], "ChatModel"]


def engine_title(engine: Engine) -> str:
    """How people call the engine."""
    return "the formal engine" if engine.name == FORMAL else engine.name


def build_engine(
    config: Config, *, on_wait: OnWait | None = None, wrap: Wrap | None = None
) -> tuple[Engine, str]:
    """The engine for `config`, and a sentence that says why it was chosen. `wrap` may record or
    replace each role's model.

    Blocks for up to a second while it looks for a local model: call it off the main thread.
    """
    from rca_kernel.adapters.litellm.choice import choose

    formal_worker = config.worker.strip().lower() == FORMAL
    named = config.model if formal_worker else config.worker or config.model
    choice = choose(named, api_base=config.api_base)
    if choice.engine == FORMAL:
        if wrap is not None:
            raise ConfigError(
                "The formal engine asks no model: there is nothing to record.",
                hint="Name a model with --model, or leave out --record.",
            )
        from rca_kernel.agents.formal_engine import FormalEngine

        return FormalEngine(), choice.reason
    from rca_kernel.agents.asking import Asking, Ledger
    from rca_kernel.agents.llm_engine import LlmEngine
    from rca_kernel.agents.pair_engine import PairEngine

    ledger = Ledger(config.budget)

    def role(chosen: Choice) -> Asking:
        model = _model(chosen, config, on_wait)
        return Asking(wrap(model) if wrap is not None else model, ledger)

    def named_role(name: str) -> Asking | None:
        """A role with a model of its own; None inherits the worker's."""
        return role(choose(name, api_base=config.api_base)) if name else None

    engine = LlmEngine(role(choice), named_role(config.planner), named_role(config.expert))
    if formal_worker:
        return PairEngine(engine), f"{choice.reason} What is formal is compiled, the model writes the rest."
    return engine, choice.reason


def _model(choice: Choice, config: Config, on_wait: OnWait | None) -> ChatModel:
    from rca_kernel.adapters.litellm.model import LiteLLMModel

    return LiteLLMModel(
        choice.model,
        api_base=choice.api_base,
        timeout=config.timeout,
        retries=config.retries,
        on_wait=on_wait,
    )
