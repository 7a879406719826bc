"""What a model says as it may be shown: no secret, no escape, even where a stream cuts one in two."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from rca_kernel.models.recording import redacted
from rca_kernel.models.secrets import secrets_of
from rca_kernel.notebook import harmless

_OPEN_ESCAPE = re.compile(r"(?:\x1b(?:\[[0-9;]*)?|\r)\Z")
_OPEN_WORD = re.compile(r"[A-Za-z0-9_-]+\Z")
"""What may yet become a key: its end is only known by what follows."""


def cleaned(text: str, secrets: Sequence[str] | None = None) -> str:
    """`text` without secrets (None: those of the environment), what looks like a key, and escapes."""
    shown: str = redacted(harmless(text), secrets_of() if secrets is None else secrets)
    return shown


class Cleaner:
    """`cleaned` for a stream. What may be the beginning of something hidden is held back until it is told."""

    def __init__(self, secrets: Sequence[str] | None = None) -> None:
        self._secrets = secrets_of() if secrets is None else tuple(secrets)
        self._forms = {form for one in self._secrets for form in (one, json.dumps(one)[1:-1])}
        self._raw = ""
        self._held = ""

    def add(self, piece: str) -> str:
        """What may be shown now."""
        raw = self._raw + piece
        opened = _OPEN_ESCAPE.search(raw)
        end = opened.start() if opened else len(raw)
        self._raw = raw[end:]
        text = self._held + harmless(raw[:end])
        cut = self._cut(text)
        self._held = text[cut:]
        shown: str = redacted(text[:cut], self._secrets)
        return shown

    def end(self) -> str:
        """The rest; nothing follows."""
        rest, self._raw, self._held = self._held + harmless(self._raw), "", ""
        shown: str = redacted(rest, self._secrets)
        return shown

    def _cut(self, text: str) -> int:
        """Where what may be part of a secret begins."""
        word = _OPEN_WORD.search(text)
        cut = word.start() if word else len(text)
        for form in self._forms:
            begun = (n for n in range(min(len(form), len(text)), 0, -1) if text.endswith(form[:n]))
            cut = min(cut, len(text) - next(begun, 0))
        while (whole := self._inside(text, cut)) < cut:  # nor is a whole one cut
            cut = whole
        return cut

    def _inside(self, text: str, cut: int) -> int:
        """Where the first secret begins that `cut` would cut in two; `cut` where it cuts none."""
        found = (text.find(form, max(cut - len(form) + 1, 0), cut + len(form) - 1) for form in self._forms)
        return min((at for at in found if 0 <= at < cut), default=cut)
