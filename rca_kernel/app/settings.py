"""`%rca config`: the settings in force, where each came from, and changes of them."""

from __future__ import annotations

import difflib

from rca_kernel.app.config import Config, explained
from rca_kernel.app.roles import ROLES
from rca_kernel.app.runner import Runner
from rca_kernel.app.steering import MODES, Steering
from rca_kernel.errors import ConfigError

CHANGEABLE = (*ROLES, "max_tokens", "max_cost", "mode")


def config_lines(runner: Runner) -> str:
    """One line a setting. Keys and other secrets are not settings: they stay in the environment."""
    from rca_kernel.adapters.litellm.endpoint import shown

    session = runner.config
    lines = []
    for name, value, origin in explained():
        now = getattr(session, name) if session is not None else value
        now = runner.gate.mode if name == "mode" and session is not None else now
        source = origin if now == value else "this session"
        now = shown(str(now)) if name == "api_base" and now else now  # an address may hold a password
        lines.append(f"{name:12} = {now!r:24} {source}")
    return "\n".join([*lines, "Change one with %rca config NAME=VALUE. Secrets are never here."])


def change_setting(steering: Steering, config: Config, setting: str) -> str:
    """Carry out NAME=VALUE."""
    name, equals, value = setting.partition("=")
    name = name.strip().replace("-", "_")
    if not equals or name not in CHANGEABLE:
        near = difflib.get_close_matches(name, CHANGEABLE, 1)
        hint = f"Did you mean {near[0]}=…?" if near else f"These can be changed: {', '.join(CHANGEABLE)}."
        raise ConfigError(f"{setting!r} changes no setting.", hint=hint)
    if name in ROLES:
        return steering.set_model(name, value)
    if name == "mode":
        if value not in MODES:
            raise ConfigError(f"No mode {value!r}.", hint=f"Modes: {', '.join(MODES)}.")
        return steering.set_mode(value)
    try:
        caps = {"max_tokens": config.max_tokens, "max_cost": config.max_cost, name: float(value)}
        tokens, cost = int(caps["max_tokens"]), caps["max_cost"]
    except (ValueError, OverflowError):
        raise ConfigError(f"{value!r} is no number.", hint="Give the cap as a number, 0 for none.") from None
    if not tokens >= 0 or not 0 <= cost < float("inf"):
        raise ConfigError(f"{value!r} is no cap.", hint="Give a number of 0 or more; 0 is no cap.")
    return steering.set_budget(tokens, cost)


def known_models(config: Config | None) -> list[str]:
    """Names for completion: those in use, the defaults of the providers, and the formal engine."""
    from rca_kernel.adapters.litellm.choice import PROVIDERS

    used = [getattr(config, role) for role in ROLES] if config is not None else []
    return list(dict.fromkeys(["formal", *filter(None, used), *(provider.model for provider in PROVIDERS)]))
