"""Conditions of branches and loops: comparisons, flags, convergence."""

from __future__ import annotations

import re

from rca_kernel.errors import FormalError
from rca_kernel.formal.parser import Parser, Setting
from rca_kernel.formal.segments import prose_of, segments
from rca_kernel.formal.symbols import word_symbol
from rca_kernel.formal.tokens import tokenize
from rca_kernel.formal.tree import Expr, Index, Logic, Symbol

CONVERGED = re.compile(
    r"\b(?:(?:has\s+|have\s+)?not\s+(?:yet\s+)?converged?|until\s+convergence|convergence|converged|converges"
    r"|not\s+done|(?:stopping|termination|convergence)\s+(?:criteri\w+|condition)\w*"
    r"|criteri\w+\s+(?:is\s+)?(?:not\s+)?(?:met|satisfied|reached|fulfilled)|not\s+terminated)\b",
    re.IGNORECASE,
)
_FLAG = re.compile(r"^\s*(not\s+)?([A-Za-z][A-Za-z_-]*)\s*$")
_TRUTH = re.compile(
    r"^\s*(?:is|==?|equals)\s*(not\s+)?(true|false|on|off|enabled|disabled|set|given)\s*$", re.I
)
_PARITY = re.compile(r"\$([^$]+)\$\s+is\s+(even|odd)\b")
_STYLED = re.compile(r"\\(?:text(?:bf|it|rm|sc|tt|sf)?|emph|mathrm|mathit)\s*\{([^{}$]*)\}")
_CONNECTIVES = {"and", "or", "do", "then"}


def read_condition(header: str, position: int, setting: Setting, *, flags: bool = False) -> Expr | None:
    """A condition in mathematics; None for 'not converged'. `flags`: one word may name a truth value."""
    header = _plain(header)
    prose = " ".join(s.text for s in segments(header) if not s.math)
    if CONVERGED.search(prose) or CONVERGED.search(re.sub(r"\\(?:text|mathrm)\{([^}]*)\}", r"\1", header)):
        return None
    header = _PARITY.sub(lambda m: f"${m.group(1)} \\bmod 2 = {int(m.group(2).lower() == 'odd')}$", header)
    if flags and (flag := _flag(header, position, setting)) is not None:
        return flag
    parts = segments(header)
    prose = " ".join(s.text for s in parts if not s.math)
    left = set(re.findall(r"[a-z]+", re.sub(r"\\[a-zA-Z]+", " ", prose).lower())) - _CONNECTIVES
    maths = [s for s in parts if s.math]
    if left or not maths:
        raise _refusal(header, position)
    joined = "".join(
        s.text if s.math
        else " \\land " if re.search(r"\band\b", s.text)
        else " \\lor " if re.search(r"\bor\b", s.text) else " "
        for s in parts
    )  # fmt: skip
    tokens = [t for t in tokenize(joined) if t.kind != "end"]
    parser = Parser(tokens, joined, setting)
    condition = parser.condition()
    if parser.here.kind != "end":
        parser.refuse("this was not expected in a condition")
    return condition


def _plain(header: str) -> str:
    """Words without their fonts; the packages' own conjunctions as words."""
    text = re.sub(
        r"\\(AND|OR|NOT|And|Or|Not|TRUE|FALSE|True|False)\b", lambda m: f" {m.group(1).lower()} ", header
    )
    parts = [
        f"${s.text}$" if s.math
        else _STYLED.sub(r"\1", s.text)
        for s in segments(text)
    ]  # fmt: skip
    return "".join(parts).strip()


def _flag(header: str, position: int, setting: Setting) -> Expr | None:
    """`\\textit{nesterov}`, `$b$`, `not $b$`, `$b$ is true`: a truth value."""
    word = _FLAG.match(header.replace("\\_", "_"))
    if word is not None and word.group(2).lower() not in {"then", "true", "false", "done", "do"}:
        name = word.group(2).replace("-", "_")
        return _negated(word_symbol(name, word.group(2), position), bool(word.group(1)))
    parts = segments(header)
    maths = [p for p in parts if p.math]
    if len(maths) != 1:
        return None
    at = parts.index(maths[0])
    before = "".join(p.text for p in parts[:at]).strip().lower()
    after = "".join(p.text for p in parts[at + 1 :]).strip()
    truth = _TRUTH.match(after)
    if before not in {"", "not"} or (after and truth is None):
        return None
    tokens = [t for t in tokenize(maths[0].text) if t.kind != "end"]
    parser = Parser(tokens, maths[0].text, setting)
    denied = before == "not" or (parser.accept("neg", "lnot") is not None)
    if truth is not None:
        denied ^= (truth.group(2).lower() in {"false", "off", "disabled"}) ^ bool(truth.group(1))
    try:
        value = parser.expression()
    except FormalError:
        return None
    if parser.here.kind != "end" or not isinstance(value, Symbol | Index):
        return None
    return _negated(value, denied)


def _negated(value: Expr, denied: bool) -> Expr:
    return Logic("not", (value,)) if denied else value


def _refusal(header: str, position: int) -> FormalError:
    return FormalError("this condition has no formal meaning", token=prose_of(header), position=position,
                       hint="Write the condition as a comparison.")  # fmt: skip
