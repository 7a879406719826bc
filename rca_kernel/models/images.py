"""Pictures for models that see: plots, and equations that a PDF holds as pixels only."""

from __future__ import annotations

import hashlib
import importlib
import io
from dataclasses import dataclass, field
from typing import Any, Literal

MediaType = Literal["image/png", "image/jpeg"]
LARGEST_SIDE = 1024
"""Pixels; larger pictures are scaled down, which costs a model less and loses no axis label."""
SMALLEST_SIDE = 256
"""Pixels; below that nothing is legible, so nothing smaller is made."""
LARGEST = 600_000
"""Bytes of a picture that is sent."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, known by the `digest` of its bytes; a recording keeps the digest only."""

    media_type: MediaType
    digest: str
    data: bytes = field(default=b"", repr=False)
    caption: str = ""


def picture(data: bytes, *, caption: str = "", media_type: MediaType = "image/png") -> Image | None:
    """`data` as a picture small enough to send, scaled down where it is larger; None where it is none, or
    too large and nothing can scale it."""
    sent = _scaled(data)
    if sent is None or len(sent) > LARGEST:
        return None
    return Image(media_type, hashlib.sha256(sent).hexdigest()[:16], sent, caption)


def _scaled(data: bytes) -> bytes | None:
    """Within LARGEST_SIDE and LARGEST bytes where Pillow is at hand; as it is where nothing can be scaled."""
    try:
        pillow: Any = importlib.import_module("PIL.Image")
    except ImportError:
        return data
    try:
        with pillow.open(io.BytesIO(data)) as opened:
            if max(opened.size) <= LARGEST_SIDE and len(data) <= LARGEST:
                return data
            kind, side = opened.format or "PNG", LARGEST_SIDE
            while len(sent := _thumbnail(opened, side, kind)) > LARGEST and side > SMALLEST_SIDE:
                side = side * 3 // 4
    except (OSError, ValueError, pillow.DecompressionBombError):  # what it cannot identify is an OSError
        return None
    return sent


def _thumbnail(opened: Any, side: int, kind: str) -> bytes:
    scaled, made = opened.copy(), io.BytesIO()
    scaled.thumbnail((side, side))
    scaled.save(made, kind)
    return made.getvalue()
