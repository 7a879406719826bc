"""Distributions as papers write them: the right side of `x \\sim ...`."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.sequences import DOTS, listing
from rca_kernel.formal.spreads import named_normal
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Expr, Number, Sample, Symbol

_NORMAL = {"N", "Normal", "normal", "Gaussian"}
_UNIFORM = {"U", "Uniform", "Unif", "uniform", "unif"}
_BETA = {"Beta", "beta", "Be"}
_CATEGORICAL = {"Categorical", "Cat", "categorical", "Discrete"}
_BERNOULLI = {"Bernoulli", "Bern", "Ber", "bernoulli"}


def read_distribution(tokens: Sequence[Token], source: str, setting: Setting) -> Sample:
    """`\\mathcal{N}(0, I)`, `\\mathrm{Beta}(\\alpha, \\alpha)`, `U(0, 1)`, `U\\{1, \\ldots, T\\}`."""
    opened = next((n for n, t in enumerate(tokens) if t.text in {"(", "[", "lbrace"}), len(tokens))
    head, inside = tokens[:opened], list(tokens[opened + 1 : -1])
    words = [t.text for t in head if t.kind == "letter"]
    name = "".join(words)
    if not inside or not name:
        raise _unknown(tokens, source)
    braced = tokens[opened].text
    if name in _UNIFORM and (inside[0].text, inside[-1].text) in {("lbrace", "rbrace"), ("[", "]")}:
        braced, inside = inside[0].text, inside[1:-1]
    parts = _split(inside)
    if name in _UNIFORM and (ends := _counted(parts, inside, braced, source, setting)) is not None:
        return Sample("integers", ends)
    if name in _CATEGORICAL and len(parts) == 3 and parts[1][0].text in {"dots", "ldots", "cdots"}:
        return Sample(
            "categorical", (listing(_read(parts[0], source, setting), _read(parts[2], source, setting)),)
        )
    args = tuple(_read(p, source, setting) for p in parts)
    if name in _CATEGORICAL and len(args) == 1:
        return Sample("categorical", args)
    if name in _UNIFORM and len(args) == 1 and isinstance(args[0], Symbol) and args[0].base[:1].isupper():
        return Sample("choice", args)
    if name in _UNIFORM and len(args) == 2 and braced != "lbrace":
        return Sample("uniform", args)
    if name in _BETA and len(args) == 2:
        return Sample("beta", args)
    if name in _BERNOULLI and len(args) == 1:
        return Sample("bernoulli", args)
    if name in _NORMAL and len(args) == 2:
        return named_normal(args[0], args[1])
    raise _unknown(tokens, source)


def _counted(
    parts: list[list[Token]], inside: list[Token], braced: str, source: str, setting: Setting
) -> tuple[Expr, Expr] | None:
    """The ends of `1, \\ldots, T`, `1, 2, \\ldots, T`, `1:T` and `[T]`."""
    dots = [n for n, part in enumerate(parts) if part and part[0].text in DOTS]
    if dots in ([1], [2]) and len(parts) == dots[0] + 2:
        read = [_read(p, source, setting) for p in parts[: dots[0]]]
        if dots == [2] and [getattr(r, "text", "") for r in read] not in (["0", "1"], ["1", "2"]):
            return None
        return read[0], _read(parts[-1], source, setting)
    colons = [n for n, t in enumerate(inside) if t.text == ":" and t.kind == "char"]
    if len(colons) == 1 and braced in {"lbrace", "["}:
        at = colons[0]
        return _read(inside[:at], source, setting), _read(inside[at + 1 :], source, setting)
    if braced == "[" and len(parts) == 1:
        return Number("1"), _read(inside, source, setting)
    return None


def _split(tokens: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.kind == "char" and token.text == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _read(tokens: Sequence[Token], source: str, setting: Setting) -> Expr:
    if not tokens:
        raise FormalError("an argument of the distribution is missing", hint="Write both, as in N(0, 1).")
    return parse(tokens, source, setting)


def _unknown(tokens: Sequence[Token], source: str) -> FormalError:
    text = source[tokens[0].start : tokens[-1].end] if tokens else ""
    return FormalError("this distribution is not one that can be drawn from", token=text,
                       position=tokens[0].start if tokens else -1,
                       hint="Known: N, U, Beta, Bernoulli and Categorical with their arguments.")  # fmt: skip


def refuse_index_draw(drawn: Symbol, sample: Sample) -> None:
    """`i \\sim U(1, n)`: whole numbers are meant, numbers are written."""
    if sample.distribution != "uniform" or drawn.base not in {"i", "j", "k", "l", "m", "n", "t", "s"}:
        return
    unit = sample.args == (Number("0"), Number("1"))
    if sample.args[0] == Number("1") or (drawn.base not in {"t", "s", "l"} and not unit):
        raise FormalError(
            "an index drawn from an interval: whole numbers or any numbers",
            token=drawn.latex,
            position=drawn.position,
            hint="Write \\{1, \\ldots, n\\} for whole numbers.",
        )
