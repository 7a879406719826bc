"""Which role works with which model, and which roles the formal engine takes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rca_kernel.adapters.litellm.endpoint import is_own, openai_base
from rca_kernel.app.config import MODELS, PROVIDERS_OWN, Config
from rca_kernel.errors import ConfigError
from rca_kernel.plan import Persona

if TYPE_CHECKING:
    from rca_kernel.agents.asking import Asking
    from rca_kernel.agents.engine import Engine
    from rca_kernel.agents.llm_engine import LlmEngine

FORMAL = "formal"
PERSONAS: tuple[Persona, ...] = ("reader", "coder", "debugger", "reviewer", "experimenter")
ROLES = MODELS
"""Settings that name a model."""
INHERIT = "default"
"""What takes a role's model away again."""
_FORM = re.compile(r"[\w.-]+(?:/[\w.:@+-]+)+")
_BARE = re.compile(r"[\w.:@+-]+")
_MAKERS = {"gpt": "openai", "o3": "openai", "o4": "openai", "claude": "anthropic", "gemini": "gemini"}
SEES: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def is_formal(name: str) -> bool:
    """Whether a role's setting names the formal engine."""
    return name.strip().lower() == FORMAL


def checked_name(name: str, api_base: str = "") -> str:
    """A model's name as a setting takes it: "formal" or provider/model, at an endpoint of one's own any name.
    Raises ConfigError for what looks like none, before anything is asked."""
    from rca_kernel.adapters.litellm.choice import PROVIDERS

    name = name.strip()
    if is_formal(name):
        return FORMAL
    own = is_own(api_base or openai_base(os.environ))
    if _FORM.fullmatch(name) or (own and _BARE.fullmatch(name)):
        return name
    known = [FORMAL, *(provider.model for provider in PROVIDERS)]
    maker = next((maker for start, maker in _MAKERS.items() if name.lower().startswith(start)), "")
    near = [f"{maker}/{name}"] if maker and _BARE.fullmatch(name) else get_close_matches(name, known, 1)
    raise ConfigError(
        f"{name!r} is no model's name." if name else "No model is named.",
        hint=f"{f'Did you mean {near[0]}? ' if near else ''}Say provider/model, for instance {known[1]}, "
        f'"formal", or "{INHERIT}" for what the role inherits.',
    )


def known_role(role: str) -> str:
    """`role`, or ConfigError with the nearest one."""
    if role not in ROLES:
        near = get_close_matches(role, ROLES, 1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise ConfigError(f"No role {role!r}.", hint=f"{hint}Roles: {', '.join(ROLES)}.")
    return role


def named_roles(given: Iterable[str], api_base: str = "") -> dict[str, str]:
    """The settings that `--role ROLE=MODEL` stands for, each as often as it is given."""
    settings: dict[str, str] = {}
    base = "" if api_base == PROVIDERS_OWN else api_base or os.environ.get("RCA_API_BASE", "")
    for one in given:
        role, equals, model = one.partition("=")
        if not equals:
            raise ConfigError(f"{one!r} names no model.", hint="Say --role reader=provider/model.")
        settings[known_role(role.strip())] = checked_name(model, base)
    return settings


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


def own_models(engine: LlmEngine, config: Config) -> dict[Persona, str]:
    """The model of each persona that does not work with the worker's."""
    named = {persona: asking.model.name for persona, asking in engine.personas.items()}
    compiled = {persona: FORMAL for persona in PERSONAS if is_formal(getattr(config, persona))}
    return named | ({"coder": FORMAL} if is_formal(config.worker) else {}) | compiled


def seeing(config: Config) -> bool | None:
    """Whether models take pictures, as the user says; None leaves it to LiteLLM."""
    try:
        return SEES[config.sees.strip().lower()]
    except KeyError:
        raise ConfigError(
            f"Setting 'sees' is {config.sees!r}.", hint="Give yes or no, or leave it out."
        ) from None
