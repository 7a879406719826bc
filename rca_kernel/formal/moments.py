"""Time subscripts: `t + c` as numbers, and the running variable of a time-indexed name."""

from __future__ import annotations

import re
from dataclasses import replace

from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import Binary, Expr, Neg, Number, Symbol


def offset(node: Expr, key: str) -> int | None:
    """`t + c` as c, None for anything else."""
    if isinstance(node, Symbol):
        return 0 if node.key == key else None
    if isinstance(node, Binary) and node.op in {"+", "-"} and isinstance(node.right, Number):
        inner = offset(node.left, key)
        if inner is None or not node.right.text.isdigit():
            return None
        return inner + int(node.right.text) * (1 if node.op == "+" else -1)
    return None


def shifted(node: Expr, by: int) -> Expr:
    """`node + by`, simplified where it is a number or already a sum."""
    number = _number(node)
    if number is not None:
        total = number + by
        return Number(str(total)) if total >= 0 else Neg(Number(str(-total)))
    if isinstance(node, Binary) and node.op in {"+", "-"} and isinstance(node.right, Number):
        by += int(node.right.text) * (1 if node.op == "+" else -1)
        node = node.left
    if by == 0:
        return node
    return Binary("+" if by > 0 else "-", node, Number(str(abs(by))))


def _number(node: Expr) -> int | None:
    if isinstance(node, Neg) and isinstance(node.body, Number) and node.body.text.isdigit():
        return -int(node.body.text)
    return int(node.text) if isinstance(node, Number) and node.text.isdigit() else None


def time_offset(symbol: Symbol, key: str) -> int | None:
    """The offset of a symbol whose one subscript is the time."""
    return offset(symbol.subscripts[0], key) if len(symbol.subscripts) == 1 else None


def state_symbol(symbol: Symbol) -> Symbol:
    """The running variable."""
    stem = stem_symbol(symbol)
    return replace(stem, key=stem.key + "@", stem=stem.stem + "@",
                   names=(stem.names[0], f"{stem.names[0]}_now"), stem_names=stem.names)  # fmt: skip


def previous_symbol(symbol: Symbol) -> Symbol:
    stem = state_symbol(symbol)
    names = (f"{stem.names[0]}_prev", f"{stem.names[0]}_before")
    return replace(stem, key=stem.key + "prev", names=names)


def mentions(symbol: Symbol, key: str) -> bool:
    """Whether a script that is only part of the name shows the index."""
    letter = key.strip("|")
    marks = symbol.stem.split("|")[3:]
    if len(letter) == 1 and any(re.match(rf"{letter}(_|$)", mark) for mark in marks):
        return True
    if len(letter) != 1 or "{" not in symbol.key:
        return False
    script = re.sub(r"\\[A-Za-z]+", " ", symbol.key[symbol.key.index("{") :])
    return re.search(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", script) is not None
