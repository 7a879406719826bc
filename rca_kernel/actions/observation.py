"""What an action may touch, and what it brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rca_kernel.models import Image

Risk = Literal["read", "write", "execute", "install", "network"]
"""What an action does outside the session's own memory: "read" nothing, "write" changes cells or files,
"execute" runs code, "install" changes the Python environment, "network" reaches beyond this machine."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What an action brought: `ok`, the text for the next prompt, the cell it concerned, and pictures."""

    ok: bool
    text: str
    cell_id: str = ""
    images: tuple[Image, ...] = ()
