"""Which engine works, and why: the user's word, a key in the environment, a local model, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rca_kernel.app.config import Config

if TYPE_CHECKING:
    from rca_kernel.adapters.litellm.choice import Choice
    from rca_kernel.agents.asking import Asking, Ledger
    from rca_kernel.agents.engine import Engine

FORMAL = "formal"
OnWait = Callable[[float, str], None]


def engine_title(engine: Engine) -> str:
    """How people call the engine."""
    return "the formal engine" if engine.name == FORMAL else engine.name


def build_engine(config: Config, *, on_wait: OnWait | None = None) -> tuple[Engine, str]:
    """The engine for `config`, and a sentence that says why it was chosen.

    Blocks for up to a second while it looks for a local model: call it off the main thread.
    """
    from rca_kernel.adapters.litellm.choice import choose

    formal_worker = config.worker.strip().lower() == FORMAL
    named = config.model if formal_worker else config.worker or config.model
    choice = choose(named, api_base=config.api_base)
    if choice.engine == FORMAL:
        from rca_kernel.agents.formal_engine import FormalEngine

        return FormalEngine(), choice.reason
    from rca_kernel.agents.asking import Ledger
    from rca_kernel.agents.llm_engine import LlmEngine
    from rca_kernel.agents.pair_engine import PairEngine

    ledger = Ledger(config.budget)
    engine = LlmEngine(
        _asking(choice, config, ledger, on_wait),
        _role(config.planner, config, ledger, on_wait),
        _role(config.expert, config, ledger, on_wait),
    )
    if formal_worker:
        return PairEngine(engine), f"{choice.reason} What is formal is compiled, the model writes the rest."
    return engine, choice.reason


def _role(name: str, config: Config, ledger: Ledger, on_wait: OnWait | None) -> Asking | None:
    """A role with a model of its own; None inherits the worker's."""
    from rca_kernel.adapters.litellm.choice import choose

    return _asking(choose(name, api_base=config.api_base), config, ledger, on_wait) if name else None


def _asking(choice: Choice, config: Config, ledger: Ledger, on_wait: OnWait | None) -> Asking:
    from rca_kernel.adapters.litellm.model import LiteLLMModel
    from rca_kernel.agents.asking import Asking

    model = LiteLLMModel(
        choice.model,
        api_base=choice.api_base,
        timeout=config.timeout,
        retries=config.retries,
        on_wait=on_wait,
    )
    return Asking(model, ledger)
