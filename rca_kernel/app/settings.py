"""`%rca config`: the settings in force, where each came from, and changes of them."""

from __future__ import annotations

import difflib
from dataclasses import fields

from rca_kernel.app.config import Config
from rca_kernel.app.explaining import setting_lines
from rca_kernel.app.roles import ROLES
from rca_kernel.app.runner import Runner
from rca_kernel.app.steering import MODES, Steering
from rca_kernel.app.suggested import CAPS, renewed
from rca_kernel.errors import ConfigError

CHANGEABLE = tuple(field.name for field in fields(Config))


def config_lines(runner: Runner) -> str:
    """One line a setting. Keys and other secrets are not settings: they stay in the environment."""
    lines = setting_lines(renewed(runner).explained())
    return "\n".join([*lines, "Change one with %rca config NAME=VALUE. Secrets are never here."])


def told_setting(runner: Runner, name: str) -> str:
    """The line of one setting; "" where there is none of that name."""
    wanted = name.strip().replace("-", "_")
    return next((one for one in config_lines(runner).splitlines() if one.split(" ")[0] == wanted), "")


def change_setting(steering: Steering, setting: str) -> str:
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
    given = _number(value) if isinstance(getattr(Config(), name), int) else value
    return steering.set_caps(**{name: given}) if name in CAPS else steering.set_option(name, given)


def _number(value: str) -> object:
    """A whole number, also as 2e6; what is none is left for the settings to refuse."""
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else value


def known_models(config: Config | None) -> list[str]:
    """Names for completion: those in use, the defaults of the providers, and the formal engine."""
    from rca_kernel.adapters.litellm.choice import PROVIDERS

    used = [getattr(config, role) for role in ROLES] if config is not None else []
    return list(dict.fromkeys(["formal", *filter(None, used), *(provider.model for provider in PROVIDERS)]))
