"""Envelopes around untrusted text in a prompt."""

from __future__ import annotations

import hashlib


def envelope(kind: str, text: str) -> str:
    """Marks `text` as data. The tag carries a digest of the text, so that it cannot hold its own end."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"<untrusted {kind} {digest}>\n{text}\n</untrusted {digest}>"
