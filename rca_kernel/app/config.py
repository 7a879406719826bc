"""Settings: command line or magic over environment over the user's config file over defaults."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from rca_kernel.errors import ConfigError
from rca_kernel.models import Budget


@dataclass(frozen=True, slots=True)
class Config:
    """What a session may use. Secrets are never here: keys stay in the environment."""

    model: str = ""
    """A LiteLLM name, "formal", or "" to let the environment decide."""
    planner: str = ""
    """The model that plans; "" is `model`."""
    expert: str = ""
    """The model asked when a step has failed; "" is `model`. A stronger one than the worker pays."""
    worker: str = ""
    """The model that writes cells, or "formal": equations are compiled, the model writes the rest."""
    api_base: str = ""
    """The URL of an OpenAI-compatible endpoint."""
    timeout: float = 300.0
    """Seconds without an answer after which a model call fails."""
    retries: int = 5
    """How often a call is tried again after a transient failure."""
    max_tokens: int = 2_000_000
    """Cap on a session's prompt and completion tokens together."""
    max_cost: float = 0.0
    """Cap on a session's cost in US dollars; 0 is no cap."""

    @property
    def budget(self) -> Budget:
        return Budget(tokens=self.max_tokens or None, cost=self.max_cost or None)


_KINDS: dict[type, str] = {str: "text", int: "whole number of 0 or more", float: "number of 0 or more"}


def config_file() -> Path:
    from platformdirs import user_config_path

    return Path(user_config_path("rca")) / "config.toml"


def load_config(
    *, environment: Mapping[str, str] = os.environ, file: Path | None = None, **given: object
) -> Config:
    """The settings in force; `given` values that are None or "" count as not given."""
    config = _with(Config(), _file_values(file or config_file()), str(file or config_file()))
    from_environment = {
        field.name: environment[f"RCA_{field.name.upper()}"]
        for field in fields(Config)
        if environment.get(f"RCA_{field.name.upper()}")
    }
    config = _with(config, from_environment, "the environment (RCA_…)")
    return _with(
        config, {key: value for key, value in given.items() if value not in (None, "")}, "the options"
    )


def _file_values(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ConfigError(f"{file.name} cannot be read: {error}.", hint="Mend it or move it away.") from None


def _with(config: Config, values: Mapping[str, Any], source: str) -> Config:
    known = {field.name: type(getattr(config, field.name)) for field in fields(Config)}
    for name, value in values.items():
        if name not in known:
            raise ConfigError(f"Unknown setting {name!r} in {source}.", hint=f"Known: {', '.join(known)}.")
        try:
            read = known[name](value)
            if not isinstance(read, str) and not 0 <= read < float("inf"):
                raise ValueError(name)
            config = replace(config, **{name: read})
        except (TypeError, ValueError):
            raise ConfigError(
                f"Setting {name!r} in {source} is {value!r}, not a {_KINDS[known[name]]}.", hint="Mend it."
            ) from None
    return config
