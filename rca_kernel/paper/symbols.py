"""Symbols in LaTeX mathematics, spelt one way, so that \\beta_{1} and \\beta_1 are the same."""

from __future__ import annotations

import re
from functools import lru_cache

_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|pi|varpi|rho|varrho|"
    "sigma|varsigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|ell"
)
_DRESS = (
    "hat|bar|tilde|widehat|widetilde|vec|dot|ddot|overline|underline|bm|boldsymbol|mathbf|mathcal|mathbb|mathrm|mathit|"
    "mathsf|mathfrak|mathscr|check|breve"
)
_ATOM = rf"(?:\\(?:{_GREEK})(?![A-Za-z])|[A-Za-z])"
_INSIDE = rf"\{{\s*(?:\\(?:{_DRESS})\s*\{{\s*{_ATOM}+\s*\}}|{_ATOM}+)\s*\}}"
_CORE = rf"(?:\\(?:{_DRESS})\s*(?:{_INSIDE}|\s{_ATOM}|\\(?:{_GREEK})(?![A-Za-z]))|{_ATOM})"
_SUBSCRIPT = (
    r"(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\(?:text|mathrm|mathit|textrm)\s*\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z0-9*+])"
)
SYMBOL = re.compile(
    rf"(?P<core>{_CORE})(?P<prime>'*)\s*(?:_\s*(?P<sub>{_SUBSCRIPT}))?(?P<late>'*)(?P<star>\s*\^\s*\*(?![A-Za-z]))?"
)
_WORDS = re.compile(r"\\(?:text|textrm|textit|textbf|mbox|operatorname\*?|label|tag|mathop)\s*\{[^{}]*\}")
_FUNCTIONS = re.compile(rf"\\(?!(?:{_GREEK}|{_DRESS})(?![A-Za-z]))[A-Za-z]+")
_WRAPPED = re.compile(rf"(?<![A-Za-z}}_^])\{{(\\(?:{_DRESS})\s*\{{[^{{}}]*\}})\}}")
_DRESSED = re.compile(
    rf"(\\(?:{_DRESS}))\s*\{{\s*(\\(?:{_DRESS})\s*\{{\s*{_ATOM}+\s*\}}|{_ATOM}+)\s*(_\s*{_SUBSCRIPT})\s*\}}"
)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$]+)\$", re.DOTALL)
_NAME_BEFORE = re.compile(r"[A-Za-z]-$")
_INDEX = re.compile(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])")
_WORD = re.compile(r"[A-Za-z]{2,}")
_SUPERSCRIPT = re.compile(r"\^\s*(?:\{[^{}]*\}|\\?[A-Za-z0-9]+)(?=\s*_)")
_DOUBLE = re.compile(r"_\s*\{\{((?:[^{}]|\{[^{}]*\})*)\}\}")
_PRIME = re.compile(r"\^\s*(?:\{\s*((?:\\prime\s*|')+)\}|((?:\\prime(?![A-Za-z])\s*)+))")
_STAR = re.compile(r"\^\s*(?:\{\s*(?:\*|\\star|\\ast)\s*\}|\\(?:star|ast)(?![A-Za-z])|\*)")
_STAR_FIRST = re.compile(rf"\^\*\s*(_\s*{_SUBSCRIPT})")


def canonical(latex: str) -> str:
    """One spelling of a symbol: no spaces, braces only where they are needed."""
    found = SYMBOL.search(_WRAPPED.sub(r"\1", normal(latex)))
    return _key(found) if found else latex.strip()


def _key(found: re.Match[str]) -> str:
    core = re.sub(r"\s+", "", found.group("core"))
    core = re.sub(rf"^(\\(?:{_DRESS}))(\\?[A-Za-z]+)$", r"\1{\2}", core)
    core += found.group("prime") + found.group("late")
    star = "^*" if found.group("star") else ""
    sub = found.group("sub")
    if sub is None:
        return core + star
    inner = re.sub(r"\s+", "", sub[1:-1] if sub.startswith("{") and sub.endswith("}") else sub)
    inner = re.sub(r"^\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}$", r"\1", inner)
    return f"{core}_" + (inner if len(inner) == 1 else f"{{{inner}}}") + star


@lru_cache(maxsize=20_000)
def normal(latex: str) -> str:
    """Primes as ', a star behind the subscript, no other superscript before one, \\bm{x_t} as \\bm{x}_t."""
    text = _DRESSED.sub(r"\1{\2}\3", _DOUBLE.sub(r"_{\1}", latex))
    text = _PRIME.sub(lambda found: "'" * max(len(re.findall(r"prime|'", found.group())), 1), text)
    text = _STAR_FIRST.sub(r"\1^*", _STAR.sub("^*", text))
    return _SUPERSCRIPT.sub("", text)


def symbols(latex: str) -> frozenset[str]:
    """Every symbol of a formula in canonical spelling, with its subscript and, apart from it, without."""
    return _symbols(latex)


@lru_cache(maxsize=20_000)
def _symbols(latex: str) -> frozenset[str]:
    out: set[str] = set()
    text = _WORDS.sub(
        lambda match: match.group() if match.string.endswith(("_", "_{"), 0, match.start()) else " ", latex
    )
    text = _WRAPPED.sub(r"\1", normal(text))
    for found in SYMBOL.finditer(_FUNCTIONS.sub(_keep_subscript, text)):
        out.add(_key(found))
        if found.group("sub"):
            out |= _symbols(found.group("sub"))
    return frozenset(out)


def _keep_subscript(match: re.Match[str]) -> str:
    """\\min in x_{\\min} is part of a name; \\min before braces is a function."""
    before = match.string[: match.start()].rstrip()
    return match.group() if before.endswith(("_{", "_")) or match.group() in ("\\text", "\\mathrm") else " "


def family(symbol: str) -> str:
    """The symbol with an index such as t or i-1 left open; a name such as \\min or a digit stays."""
    star = "^*" if symbol.endswith("^*") else ""
    core, _, sub = symbol.removesuffix("^*").partition("_")
    inner = sub[1:-1] if sub.startswith("{") else sub
    indexed = (
        _INDEX.search(inner)
        and not re.match(r"\\(?:text|mathrm|min|max)", inner)
        and not _WORD.fullmatch(inner)
    )
    return f"{core}_*{star}" if indexed else symbol


def bare(name: str) -> str:
    """A symbol without braces around its core or the whole: {\\bm{x}}_t, {s'}."""
    name = name.replace("\\!", "").strip()
    if not name.startswith("{"):
        return name
    return re.sub(r"^\{((?:[^{}]|\{[^{}]*\})*)\}(?=$|\s*_|\s*')", r"\1", name).strip()


def core(symbol: str) -> str:
    """A canonical symbol without its subscript."""
    return symbol.partition("_")[0]


def is_plain(symbol: str) -> bool:
    """Whether a symbol is one bare letter, which papers use for several things."""
    return re.fullmatch(rf"\\(?:{_GREEK})|[A-Za-z]", symbol) is not None


def mathematics_in(text: str) -> list[str]:
    """All formulas of a Markdown text, inline and displayed; the letter of a name such as top-$p$ is none."""
    return [
        found.group(1) or found.group(2)
        for found in _FORMULA.finditer(text)
        if found.group(1) or not _NAME_BEFORE.search(text[max(found.start() - 3, 0) : found.start()])
    ]
