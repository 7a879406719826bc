"""What the user chose in JupyterLab's settings for every session: it comes from a page, so each value is
checked, and what is no setting, or a secret, is left out and named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

from rca_kernel.app.config import PROVIDERS_OWN, SETTINGS, load_config
from rca_kernel.app.roles import ROLES, checked_name
from rca_kernel.errors import ConfigError
from rca_kernel.models.secrets import looks_like_key, secrets_of
from rca_kernel.notebook import Mode, harmless

if TYPE_CHECKING:
    from rca_kernel.app.choices import Choices
    from rca_kernel.app.runner import Runner

CAPS = ("max_tokens", "max_cost", "max_seconds", "max_steps")
WHOLE = ("max_tokens", "max_steps")
MOST = 1e15
LONGEST = 300
NAMED = 3
"""Of settings that are left out so many are named."""
IN_THE_ENVIRONMENT = "keys stay in the environment (for instance OPENAI_API_KEY)"


@dataclass(frozen=True, slots=True)
class Suggested:
    """The settings that hold, by the names of the configuration, and what is left out of them."""

    values: Mapping[str, Any] = field(default_factory=dict)
    notice: str = ""


def suggested(told: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Suggested:
    """The settings that a page tells; "" and null stand for those that nobody chose."""
    values: dict[str, Any] = {}
    left: list[str] = []
    # What a model may be called depends on the address.
    for name in sorted(told, key=lambda name: name != "api_base"):
        if told[name] is None or told[name] == "":
            continue
        try:
            values[name] = _checked(name, told[name], values, environment)
        except ConfigError as error:
            left.append(error.message.rstrip("."))
    return Suggested(values, _notice(left))


def renewed(runner: Runner) -> Choices:
    """What holds for the next session; while one runs, what it began with. A look, that keeps nothing: on
    another thread the user may choose something meanwhile."""
    if runner.running and not runner.is_ending():
        return runner.choices
    settings = runner.settings()
    return replace(runner.choices, settings=settings)


def take_up(runner: Runner) -> None:
    """The settings of a page that has just been found, for the session that is about to begin."""
    runner.choices = renewed(runner)


async def taken_up(runner: Runner) -> Choices:
    """What holds for the session that begins, with the settings of a page that shows itself just now."""
    await runner.hosts.host()
    settings = runner.settings()
    runner.choices = replace(runner.choices, settings=settings)
    return runner.choices


def _checked(name: str, value: object, known: Mapping[str, Any], environment: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        value = value.strip()
        if looks_like_key(value, secrets_of(environment)):
            raise ConfigError(f"{_shown(name)} looks like a key: {IN_THE_ENVIRONMENT}")
        if len(value) > LONGEST or not value.isprintable():
            raise ConfigError(f"{_shown(name)} is no line of at most {LONGEST} characters")
    if name in CAPS:
        return _cap(name, value)
    if not isinstance(value, str):
        raise ConfigError(f"{_shown(name)} is {_shown(value)}, which is no such setting")
    if name == "mode" and value in get_args(Mode):
        return value
    if name == "api_base":
        return _address(value)
    if name in ROLES:
        return _model(name, value, known, environment)
    raise ConfigError(f"{_shown(name)} is {_shown(value)}, which is no such setting")


def _cap(name: str, value: object) -> float:
    whole = name in WHOLE
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else -1
    if not 0 <= number <= MOST or (whole and number != int(number)):
        raise ConfigError(f"{name} is {_shown(value)}, not a {'whole ' if whole else ''}number of 0 or more")
    return int(number) if whole else float(number)


def _address(url: str) -> str:
    """An address without anything in it that may be a secret."""
    if url == PROVIDERS_OWN:
        return url
    try:
        parts = urlsplit(url)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise ConfigError("api_base is not an address such as http://127.0.0.1:8000/v1")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigError(f"api_base holds a user, a password or a query: {IN_THE_ENVIRONMENT}")
    return url


def _model(role: str, name: str, known: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    try:
        base = load_config(environment=environment, settings=known).api_base
    except ConfigError:  # of the file or the environment: said where a session begins
        base = str(known.get("api_base", ""))
    try:
        return checked_name(name, base)
    except ConfigError:
        raise ConfigError(f"{role} is {_shown(name)}, no model's name") from None


def _shown(value: object) -> str:
    said = value if isinstance(value, str) else repr(value)
    return repr(harmless(said)[:40])


def _notice(left: list[str]) -> str:
    if not left:
        return ""
    more = f"; {len(left) - NAMED} more" if len(left) > NAMED else ""
    return f"{SETTINGS}: {'; '.join(left[:NAMED])}{more}. Left out until mended (Settings > Settings Editor)."
