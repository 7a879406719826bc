"""Text inside mathematics: names, conjunctions, and prose that is no name."""

from __future__ import annotations

MATHEMATICAL = {"mathrm", "operatorname", "operatorname*", "mathop", "mathit", "mathsf", "mathtt", "mathcal"}
_PROSE = {
    "is", "are", "the", "if", "for", "where", "when", "otherwise", "denotes", "such", "that", "then", "s.t.",
    "and", "or", "with", "of", "as", "by", "from", "not", "else", "we", "let", "subject", "over", "because",
    "since", "which", "this", "it", "be", "can", "has", "have", "every", "given", "i.e.", "e.g.", "only",
    "w.r.t.", "unless", "until", "while", "whenever",
}  # fmt: skip


def spoken_word(raw: str) -> str:
    """Text as one identifier, or nothing where it is more than a name."""
    if raw != raw.strip() or set(raw.lower().split()) & _PROSE:
        return ""
    text = raw.replace("\\text{-}", "-").replace("\\_", "_").replace("\\-", "").replace("~", " ").strip()
    text = text.replace("\\ ", " ").replace("\\,", " ")
    kept = "".join("_" if c in " -_./" else c for c in text.replace("@", " at "))
    return kept if kept.replace("_", "").isalnum() and kept.isascii() else ""
