"""Walking over a flat list of tokens: arguments, options and the end of an environment."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.adapters.readers.latex.tokens import Token

# How far an argument may reach, so that unclosed ones cost little.
MAX_OPTION = 500
MAX_ARGUMENT = 100_000


def after_space(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].kind == "s":
        at += 1
    return at


def group(tokens: Sequence[Token], at: int) -> tuple[Sequence[Token], int]:
    """The argument at `at` without its braces, and where it ends; empty and `at` when there is none."""
    start = after_space(tokens, at)
    if start >= len(tokens) or tokens[start].kind in ("}", "p", "e", "&"):
        return (), at
    if tokens[start].kind != "{":
        return tokens[start : start + 1], start + 1
    return _closed(tokens, start, "{", "}", at)


def option(tokens: Sequence[Token], at: int) -> tuple[Sequence[Token] | None, int]:
    """The [argument] at `at`, or None."""
    start = after_space(tokens, at)
    if start >= len(tokens) or tokens[start].kind != "[":
        return None, at
    found, end = _closed(tokens, start, "[", "]", at)
    return (found, end) if end != at else (None, at)


def _closed(
    tokens: Sequence[Token], start: int, opener: str, closer: str, at: int
) -> tuple[Sequence[Token], int]:
    level = braces = 0
    reach = MAX_OPTION if opener == "[" else MAX_ARGUMENT
    for index in range(start, min(len(tokens), start + reach)):
        kind = tokens[index].kind
        if opener == "[" and kind in "{}":
            braces += 1 if kind == "{" else -1
        elif braces == 0 and kind == opener:
            level += 1
        elif braces == 0 and kind == closer:
            level -= 1
            if level == 0:
                return tokens[start + 1 : index], index + 1
        elif kind == "p" and opener == "[":
            break
    return (), at


def word(tokens: Sequence[Token]) -> str:
    """Tokens as plain text, for names and labels."""
    return "".join(token.text for token in tokens).strip()


def environment_end(tokens: Sequence[Token], at: int) -> int:
    """The index of the \\end that closes an environment whose body starts at `at`, -1 without one."""
    level = 0
    for index in range(at, len(tokens)):
        kind = tokens[index].kind
        if kind == "b":
            level += 1
        elif kind == "e":
            if level == 0:
                return index
            level -= 1
    return -1


def split(tokens: Sequence[Token], separators: Sequence[str]) -> list[Sequence[Token]]:
    """Cut at separators (`&` or commands such as `\\\\`) that stand outside braces and environments."""
    parts: list[Sequence[Token]] = []
    level = start = 0
    for index, token in enumerate(tokens):
        if token.kind in "{b":
            level += 1
        elif token.kind in "}e":
            level -= 1
        elif level == 0 and token.text in separators and token.kind in "c&":
            parts.append(tokens[start:index])
            start = index + 1
    parts.append(tokens[start:])
    return parts


def rows(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The rows of a display or a table; the [length] and star after `\\\\` are dropped."""
    found = split(tokens, ("\\\\", "\\tabularnewline", "\\cr"))
    out = [found[0]]
    for row in found[1:]:
        start = 1 if row and row[0].text == "*" else 0
        out.append(row[option(row, start)[1] if start < len(row) and row[start].kind == "[" else start :])
    return out
