"""Which environment variables hold secrets: their values reach no recording, no message and no script."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

_ENDINGS = re.compile(
    r"(?:(?:^|_|API)(?:KEY|TOKEN|SECRET|PASSPHRASE|CREDENTIALS|ACCESS_KEY_ID)|PASSWORD|PASSWD)$",
    re.IGNORECASE,
)


_KEY = re.compile(
    r"(?<![\w-])(?:sk-|rk-|pk-|xai-|gsk_|hf_|ghp_|AIza)(?=[\w-]*\d)[\w-]{16,}"  # as providers begin theirs
    r"|[Bb]earer\s"
    r"|(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{32,}(?![A-Za-z0-9])"  # no word, no number
)


def looks_like_key(text: str, secrets: tuple[str, ...] = ()) -> bool:
    """Whether `text` holds what has the shape of a key, or one of `secrets`. The page looks for the same
    shapes (labextension/src/core/keys.ts)."""
    return _KEY.search(text) is not None or any(secret in text for secret in secrets)


def names_a_secret(name: str) -> bool:
    """Whether a variable's name ends as those of keys, tokens, secrets and passwords do."""
    return _ENDINGS.search(name) is not None


def secrets_of(environ: Mapping[str, str] = os.environ, *more: str, shortest: int = 8) -> tuple[str, ...]:
    """Values of `environ` that must not be written anywhere, and `more` of them, the longest first; what is
    shorter than `shortest` characters may be any word."""
    found = {value for name, value in environ.items() if names_a_secret(name)} | set(more)
    return tuple(sorted((one for one in found if len(one) >= shortest), key=len, reverse=True))
