"""Which engine works, and why: the user's word, a key in the environment, a local model, or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING

from rca_kernel.app.addresses import address_in_force
from rca_kernel.app.config import Config
from rca_kernel.app.roles import FORMAL, is_formal, own_models, seeing, staffed
from rca_kernel.errors import ConfigError
from rca_kernel.notebook import Models

if TYPE_CHECKING:
    from rca_kernel.adapters.litellm.choice import Choice
    from rca_kernel.agents.asking import Ledger
    from rca_kernel.agents.engine import Engine
    from rca_kernel.models import ChatModel

OnWait = Callable[[float, str], None]
Wrap = Callable[["ChatModel"], "ChatModel"]


@dataclass(frozen=True, slots=True)
class Built:
    """An engine, the sentence that says why it was chosen, and what it is made of. Without a ledger it
    asks no model."""

    engine: Engine
    reason: str
    models: Models = field(default_factory=Models)
    ledger: Ledger | None = None
    address: str = ""
    """The user's own at which the models are asked, "" for the providers'."""


def engine_title(engine: Engine) -> str:
    """How people call the engine."""
    return "the formal engine" if engine.name == FORMAL else engine.name


def build_engine(
    config: Config, *, on_wait: OnWait | None = None, wrap: Wrap | None = None, ledger: Ledger | None = None
) -> Built:
    """The engine for `config`. `wrap` may record or replace each role's model; `ledger` goes on with what
    another engine of the same session has used.

    Blocks for up to a second while it looks for a local model: call it off the main thread.
    """
    from rca_kernel.adapters.litellm.choice import choose

    formal_worker = is_formal(config.worker)
    named = config.model if formal_worker else config.worker or config.model
    choice = choose(named, api_base=config.api_base)
    if choice.engine == FORMAL:
        if wrap is not None:
            raise ConfigError(
                "The formal engine asks no model: there is nothing to record.",
                hint="Name a model with --model, or leave out --record.",
            )
        from rca_kernel.agents.formal_engine import FormalEngine

        return Built(FormalEngine(), choice.reason, Models(FORMAL, "", FORMAL))
    from rca_kernel.agents.asking import Asking, Ledger
    from rca_kernel.agents.llm_engine import LlmEngine

    ledger = ledger or Ledger(config.budget)
    ledger.budget = config.budget

    def role(chosen: Choice) -> Asking:
        model = _model(chosen, config, on_wait)
        return Asking(wrap(model) if wrap is not None else model, ledger)

    def named_role(name: str) -> Asking | None:
        """A role with a model of its own; None inherits the worker's."""
        return role(choose(name, api_base=config.api_base)) if name and not is_formal(name) else None

    worker = role(choice)
    planner, expert = named_role(config.planner), named_role(config.expert)
    model = LlmEngine(worker, planner, expert)
    engine = staffed(model, config, named_role)
    models = Models(
        (planner or worker).model.name,
        (expert or worker).model.name,
        worker.model.name,
        **own_models(model, config),
    )
    reason = choice.reason
    if engine is not model:
        reason += " What is formal is compiled, the model writes the rest."
    address = address_in_force(config, filter(None, astuple(models)))
    return Built(engine, reason, models, ledger, address)


def _model(choice: Choice, config: Config, on_wait: OnWait | None) -> ChatModel:
    from rca_kernel.adapters.litellm.model import LiteLLMModel
    from rca_kernel.models import Price

    return LiteLLMModel(
        choice.model,
        api_base=choice.api_base,
        timeout=config.timeout,
        retries=config.retries,
        on_wait=on_wait,
        sees=seeing(config),
        price=Price.of(config.price) if config.price else None,
    )
