"""Symbols in LaTeX mathematics, spelt one way, so that \\beta_{1} and \\beta_1 are the same."""

from __future__ import annotations

import re

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
SYMBOL = re.compile(rf"(?P<core>{_CORE})(?P<prime>'*)\s*(?:_\s*(?P<sub>{_SUBSCRIPT}))?")
_WORDS = re.compile(r"\\(?:text|textrm|textit|textbf|mbox|operatorname\*?|label|tag|mathop)\s*\{[^{}]*\}")
_FUNCTIONS = re.compile(rf"\\(?!(?:{_GREEK}|{_DRESS})(?![A-Za-z]))[A-Za-z]+")
_WRAPPED = re.compile(rf"(?<![A-Za-z}}_^])\{{(\\(?:{_DRESS})\s*\{{[^{{}}]*\}})\}}")
_FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$]+)\$", re.DOTALL)
_INDEX = re.compile(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])")
_WORD = re.compile(r"[A-Za-z]{2,}")
_SUPERSCRIPT = re.compile(r"\^\s*(?:\{[^{}]*\}|\\?[A-Za-z0-9*]+)(?=\s*_)")


def canonical(latex: str) -> str:
    """One spelling of a symbol: no spaces, braces only where they are needed."""
    found = SYMBOL.search(_WRAPPED.sub(r"\1", _SUPERSCRIPT.sub("", latex)))
    return _key(found) if found else latex.strip()


def _key(found: re.Match[str]) -> str:
    core = re.sub(r"\s+", "", found.group("core"))
    core = re.sub(rf"^(\\(?:{_DRESS}))(\\?[A-Za-z]+)$", r"\1{\2}", core)
    sub = found.group("sub")
    if sub is None:
        return core + found.group("prime")
    inner = re.sub(r"\s+", "", sub[1:-1] if sub.startswith("{") and sub.endswith("}") else sub)
    return f"{core}{found.group('prime')}_" + (inner if len(inner) == 1 else f"{{{inner}}}")


def symbols(latex: str) -> set[str]:
    """Every symbol of a formula in canonical spelling, with its subscript and, apart from it, without."""
    out: set[str] = set()
    text = _WORDS.sub(
        lambda match: match.group() if match.string.endswith(("_", "_{"), 0, match.start()) else " ", latex
    )
    text = _WRAPPED.sub(r"\1", _SUPERSCRIPT.sub("", text))
    for found in SYMBOL.finditer(_FUNCTIONS.sub(_keep_subscript, text)):
        out.add(_key(found))
        if found.group("sub"):
            out |= symbols(found.group("sub"))
    return out


def _keep_subscript(match: re.Match[str]) -> str:
    """\\min in x_{\\min} is part of a name; \\min before braces is a function."""
    before = match.string[: match.start()].rstrip()
    return match.group() if before.endswith(("_{", "_")) or match.group() in ("\\text", "\\mathrm") else " "


def family(symbol: str) -> str:
    """The symbol with an index such as t or i-1 left open; a name such as \\min or a digit stays."""
    core, _, sub = symbol.partition("_")
    inner = sub[1:-1] if sub.startswith("{") else sub
    indexed = (
        _INDEX.search(inner)
        and not re.match(r"\\(?:text|mathrm|min|max)", inner)
        and not _WORD.fullmatch(inner)
    )
    return f"{core}_*" if indexed else symbol


def mathematics_in(text: str) -> list[str]:
    """All formulas of a Markdown text, inline and displayed."""
    return [first or second for first, second in _FORMULA.findall(text)]
