"""Settings: command line or magic over what was chosen in the kernel over environment over JupyterLab's
settings over the user's config file over defaults."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import urlsplit

from rca_kernel.errors import ConfigError
from rca_kernel.models import Budget, Price
from rca_kernel.notebook import Mode


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
    reader: str = ""
    """The model of this persona, which also reads files for others; "" is `worker`. So with the next four."""
    coder: str = ""
    debugger: str = ""
    reviewer: str = ""
    experimenter: str = ""
    sees: str = ""
    """Whether models take pictures: "yes", "no", or "" for what LiteLLM's lists say."""
    baseline: str = ""
    """The starter code's own command, e.g. "python train.py", to compare with."""
    api_base: str = ""
    """The URL of an OpenAI-compatible endpoint."""
    timeout: float = 300.0
    """Seconds without an answer after which a model call fails."""
    retries: int = 5
    """How often a call is tried again after a transient failure."""
    max_tokens: int = 2_000_000
    """Cap on a session's prompt and completion tokens together."""
    max_seconds: float = 0.0
    """Cap on the wall time after which models are asked no more; 0 is no cap."""
    max_steps: int = 0
    """Cap on the steps that models work on in a session; 0 is no cap. The formal engine knows none."""
    max_cost: float = 0.0
    """Cap on a session's cost in US dollars; 0 is no cap."""
    price: str = ""
    """What models of unknown price cost: US dollars per million tokens read and written, e.g. "0.5/2"."""
    mode: str = "auto"
    """plan: hold at the plan until the user resumes; approve: ask before each change; auto: go on."""

    @property
    def budget(self) -> Budget:
        return Budget(
            tokens=self.max_tokens or None,
            cost=self.max_cost or None,
            seconds=self.max_seconds or None,
            steps=self.max_steps or None,
        )


OPTIONS = "the options"
SETTINGS = "JupyterLab settings"
MODELS = ("model", "planner", "expert", "worker", "reader", "coder", "debugger", "reviewer", "experimenter")
"""Settings that name a model."""
PROVIDERS_OWN = "default"
"""As an address: the provider's own, over what the environment names."""
NONE: Mapping[str, object] = {}
_KINDS: dict[type, str] = {str: "text", int: "whole number of 0 or more", float: "number of 0 or more"}


_WANTED = {
    "mode": ", ".join(get_args(Mode)),
    "api_base": "an address such as http://127.0.0.1:8000/v1",
    "price": "two numbers such as 0.5/2: US dollars per million tokens read and written",
}


def config_file() -> Path:
    from platformdirs import user_config_path

    return Path(user_config_path("rca")) / "config.toml"


def load_config(
    *,
    environment: Mapping[str, str] = os.environ,
    file: Path | None = None,
    settings: Mapping[str, object] = NONE,
    kept: Mapping[str, object] = NONE,
    **given: object,
) -> Config:
    """The settings in force; `given` values that are None or "" count as not given. `kept` are those that
    were chosen for this kernel, where "" stands for what a role inherits; `settings` are JupyterLab's."""
    config = Config()
    for values, source in _layers(environment, file or config_file(), settings, kept, given):
        config = _with(config, values, source)
    return config


def explained(
    *,
    environment: Mapping[str, str] = os.environ,
    file: Path | None = None,
    settings: Mapping[str, object] = NONE,
    kept: Mapping[str, object] = NONE,
    **given: object,
) -> list[tuple[str, object, str]]:
    """Each setting in force: its name, its value, and where it came from."""
    config = load_config(environment=environment, file=file, settings=settings, kept=kept, **given)
    origins = dict.fromkeys((field.name for field in fields(Config)), "default")
    for values, source in _layers(environment, file or config_file(), settings, kept, given):
        origins |= dict.fromkeys(values, source)
    return [(name, getattr(config, name), origin) for name, origin in origins.items()]


def mode_of(config: Config) -> Mode:
    """The mode as a value of its own."""
    mode: Mode = cast(Mode, config.mode)
    return mode


def _layers(
    environment: Mapping[str, str],
    file: Path,
    settings: Mapping[str, object],
    kept: Mapping[str, object],
    given: Mapping[str, object],
) -> list[tuple[Mapping[str, Any], str]]:
    """Where settings come from, the strongest last. A model that is named in this kernel or its environment
    is for every role: those that JupyterLab's settings name stand back."""
    from_environment = {
        field.name: environment[f"RCA_{field.name.upper()}"]
        for field in fields(Config)
        if environment.get(f"RCA_{field.name.upper()}")
    }
    named = {key: value for key, value in given.items() if value not in (None, "")}
    if named.get("model") or kept.get("model") or "model" in from_environment:
        settings = {name: value for name, value in settings.items() if name not in MODELS}
    return [
        (_file_values(file), str(file)),
        (settings, SETTINGS),
        (from_environment, "the environment (RCA_…)"),
        (kept, "this kernel (%rca config)"),
        (named, OPTIONS),
    ]


def _is_address(url: str) -> bool:
    """Whether `url` names a scheme that models answer on, and a host. Raises ValueError."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


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
            if name == "mode" and read not in get_args(Mode):
                raise ValueError(name)
            if name == "api_base" and read == PROVIDERS_OWN:
                read = ""
            if name == "api_base" and read and not _is_address(read):
                raise ValueError(name)
            if name == "price" and read:
                Price.of(read)
            config = replace(config, **{name: read})
        except (TypeError, ValueError, OverflowError):
            wanted = _WANTED.get(name, f"a {_KINDS[known[name]]}")
            raise ConfigError(
                f"Setting {name!r} in {source} is {value!r}, not {wanted}.", hint="Mend it."
            ) from None
    return config
