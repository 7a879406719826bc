"""Which role works with which model, and which roles the formal engine takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rca_kernel.app.config import Config
from rca_kernel.errors import ConfigError
from rca_kernel.plan import Persona

if TYPE_CHECKING:
    from rca_kernel.agents.asking import Asking
    from rca_kernel.agents.engine import Engine
    from rca_kernel.agents.llm_engine import LlmEngine

FORMAL = "formal"
PERSONAS: tuple[Persona, ...] = ("reader", "coder", "debugger", "reviewer", "experimenter")
SEES: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def is_formal(name: str) -> bool:
    """Whether a role's setting names the formal engine."""
    return name.strip().lower() == FORMAL


def staffed(engine: LlmEngine, config: Config, named_role: Callable[[str], Asking | None]) -> Engine:
    """The engine with a model for each role that names one; a pair where roles are formal."""
    from rca_kernel.agents.pair_engine import PairEngine

    named: dict[Persona, str] = {persona: getattr(config, persona) for persona in PERSONAS}
    for persona, name in named.items():
        if not is_formal(name) and (asking := named_role(name)) is not None:
            engine.personas[persona] = asking
    engine.advises = not is_formal(config.expert)
    compiled = {persona for persona, name in named.items() if is_formal(name)}
    compiled |= {"coder"} if is_formal(config.worker) else set()
    plans = is_formal(config.planner)
    return PairEngine(engine, compiled, plans=plans) if compiled or plans else engine


def seeing(config: Config) -> bool | None:
    """Whether models take pictures, as the user says; None leaves it to LiteLLM."""
    try:
        return SEES[config.sees.strip().lower()]
    except KeyError:
        raise ConfigError(
            f"Setting 'sees' is {config.sees!r}.", hint="Give yes or no, or leave it out."
        ) from None
