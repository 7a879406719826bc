"""The models that an endpoint of the user's own lists: asked beside everything else, and remembered."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from itertools import islice

from rca_kernel.app.config import Config
from rca_kernel.app.roles import checked_name
from rca_kernel.errors import ConfigError

PATIENCE = 2.0
"""Seconds that the endpoint may take."""
AGAIN = 30.0
"""Seconds after which an endpoint is asked again."""
MOST = 200


class Listing:
    """What each endpoint has listed. An endpoint that does not answer lists nothing new: nobody is told."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._listed: dict[str, list[str]] = {}
        self._asked: dict[str, float] = {}
        self._lock = threading.Lock()

    def known(self, config: Config, environ: Mapping[str, str] = os.environ) -> list[str]:
        """At once: what is remembered."""
        return self._listed.get(_own(config, environ), [])

    def ask(self, config: Config, environ: Mapping[str, str] = os.environ) -> list[str]:
        """Ask the endpoint unless it was asked just now; blocks for up to `PATIENCE` seconds."""
        base = _own(config, environ)
        if self._is_due(base):
            self._fetch(base, environ)
        return self.known(config, environ)

    def begin(self, config: Config, environ: Mapping[str, str] = os.environ) -> None:
        """The same beside the caller, who does not wait."""
        base = _own(config, environ)
        if self._is_due(base):
            threading.Thread(target=self._fetch, args=(base, environ), name="rca-models", daemon=True).start()

    def _fetch(self, base: str, environ: Mapping[str, str]) -> None:
        from rca_kernel.adapters.litellm.choice import listed_models

        if found := listed_models(base, environ, PATIENCE):
            named = filter(_is_name, (f"openai/{name}" for name in found))
            self._listed[base] = list(islice(named, MOST))

    def _is_due(self, base: str) -> bool:
        with self._lock:
            now = self._clock()
            if not base or now - self._asked.get(base, -AGAIN) < AGAIN:
                return False
            self._asked[base] = now
            return True


def _own(config: Config, environ: Mapping[str, str]) -> str:
    """The endpoint of the user's own, "" where models are their providers'."""
    from rca_kernel.adapters.litellm.endpoint import is_own, openai_base

    base = config.api_base or openai_base(environ)
    return base if is_own(base) else ""


def _is_name(name: str) -> bool:
    """Whether what an endpoint lists can be named here."""
    try:
        return checked_name(name) == name and len(name) <= 120
    except ConfigError:
        return False
