"""What a paper calls the quantity whose value it states; "" when its words do not say."""

from __future__ import annotations

import re

_HEADS_WORDS = """
    size sizes rate rates decay constant constants coefficient coefficients factor factors threshold
    thresholds temperature temperatures length lengths weight weights probability probabilities
    momentum dropout width depth dimension dimensions dimensionality number fraction ratio strength
    radius bandwidth tolerance horizon period scale variance deviation budget penalty margin rank
    degree order exponent capacity resolution seed patience interval frequency duration count level
    levels bias noise smoothing regularization regularisation epsilon steps epochs iterations layers
    heads rows columns components classes samples updates rounds warmup warm-up discount
    concentration precision slope offset ceiling floor bound cap limit share
"""
_HEADS = frozenset(_HEADS_WORDS.split())
_COUNTED = re.compile(
    r"\s+(?P<name>(?:(?:training|gradient|inference|sampling|warm-?up|hidden|attention|decoder|encoder|output|input|"
    r"mixture|latent|diffusion|denoising)\s+)?(?:steps|epochs|iterations|updates|rounds|rows|columns|layers|heads|"
    r"samples|components|classes|tokens|dimensions|units|channels|images|examples|workers|clients|neighbou?rs|nodes|"
    r"points|particles|blocks|seeds|clusters|experts|bins|trials|episodes|frames|pixels|patches|features))\b"
)
_BEFORE = re.compile(
    r"(?P<name>(?:[A-Za-z][\w-]*\s+){0,5}[A-Za-z][\w-]*)\s*(?:\(|of|is|are|to|,|:|=|set to|at)?\s*\(?\s*$"
)
_SHARED = re.compile(r"\$[^$]*\$\s*(?:,\s*and|,|and)\s*$")
_CUT_WORDS = """
    a an the we our use uses used set sets with and or of is are was were to in for by as at from
    takes take into be on that which where let its it using fix fixed choose chosen both all each
    when this these those default defaults only same typically usually always then if than
    between among also have has had one two three four five six seven eight nine ten via per over
    under within
"""
_CUT = frozenset(_CUT_WORDS.split())
_GENERIC = frozenset(
    ("value", "values", "hyperparameter", "hyperparameters", "parameter", "parameters", "setting", "settings")
)
_LONGEST = 4


def name_of_value(before: str, after: str) -> str:
    """The name of a symbol's value between the words `before` it in its sentence and those `after` it."""
    counted = _COUNTED.match(after)
    if counted:
        return counted.group("name")
    text = re.sub(r"\s+", " ", before).rstrip()
    shared = _SHARED.search(text)
    if shared:
        name = _named(text[: shared.start()])
        return name if name.endswith("s") else ""
    return _named(text)


def _named(text: str) -> str:
    found = _BEFORE.search(text + " ")
    if not found:
        return ""
    words = found.group("name").split()
    while words and words[-1].lower() in ("is", "are", "was", "of", "to", "at", "with"):
        words.pop()
    while words and words[-1].lower() in _GENERIC:
        words.pop()
    for index in range(len(words) - 1, -1, -1):
        if _ends_a_name(words[index], first=index == 0):
            words = words[index + 1 :]
            break
    words = words[-_LONGEST:]
    if not words or any(re.search(r"[A-Z]", word[1:]) for word in words):
        return ""
    return " ".join(words) if words[-1].lower() in _HEADS else ""


def _ends_a_name(word: str, *, first: bool) -> bool:
    """Words that stand before a name, never in it."""
    plain = word.lower()
    return plain in _CUT or plain.endswith("ed") or (word[:1].isupper() and not first)
