"""`break`, `continue` and `exit` in the lines of a loop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.errors import FormalError
from rca_kernel.formal.pseudocode_lines import RawLine
from rca_kernel.formal.statements import For, If, Leave, Remark, Repeat, Return, Skip, Statement, While

_LOOP = (
    r"(?:\s+(?:out\s+of\s+|from\s+)?(?:the\s+)?(?:inner\s+|current\s+)?"
    r"(?:loop|for\s+loop|while\s+loop|for|while|repeat))"
)
_LEAVE = re.compile(rf"^(?:break{_LOOP}?|(?:exit|leave|stop|quit|terminate|end){_LOOP})$")
_SKIP = re.compile(
    rf"^(?:continue{_LOOP}?|(?:continue\s+(?:with|to)\s+|go\s+to\s+|skip\s+to\s+)?(?:the\s+)?next\s+(?:iteration|step)"
    r"|skip\s+(?:the\s+rest\s+of\s+)?this\s+(?:iteration|step))$"
)
_EXIT = re.compile(r"^(?:exit|stop|terminate|halt|quit)$")
_STYLE = re.compile(r"\\(?:textbf|text|textrm|emph|textit|textsc|texttt|KwSty|mathbf|mathrm)\b|[{}$.;,]")


@dataclass(frozen=True, slots=True)
class Exit:
    """A line that ends a loop, or a step of it; `bare` where it may mean the whole algorithm."""

    statement: Leave | Skip
    bare: bool
    depth: int


def read_exit(line: RawLine, loops: Sequence[str]) -> Exit | None:
    """None where the line is something else."""
    words = " ".join(re.sub(r"\\(?=[A-Za-z])", " ", _STYLE.sub(" ", line.text)).lower().split())
    words = re.sub(r"^(?:state|break\s+break)\s+", "", words)
    leaves, skips, exits = (bool(pattern.match(words)) for pattern in (_LEAVE, _SKIP, _EXIT))
    if not (leaves or skips or exits):
        return None
    if not loops:
        raise _refusal(line, "this stands in no loop", "Write \\Return with what the algorithm yields.")
    if skips and loops[-1] == "repeated":
        raise _refusal(
            line,
            "whether the loop asks its condition before the next step is not said",
            "Put the rest of the step under an if.",
        )
    return Exit(Skip(line.position) if skips else Leave(line.position), exits, len(loops))


def refuse_unclear_exits(statements: Sequence[Statement], exits: Sequence[Exit]) -> None:
    """`stop` ends the loop or the algorithm: the same only where nothing but a return follows the loop."""
    bare = {e.statement: e.depth for e in exits if e.bare}
    for place, statement in enumerate(statements):
        inside = [leave for leave in _leaves((statement,)) if leave in bare]
        later = [s for s in statements[place + 1 :] if not isinstance(s, Return | Remark)]
        for leave in inside:
            if later or bare[leave] > 1:
                raise FormalError(
                    "it may end the loop or the whole algorithm",
                    token="exit",
                    position=leave.position,
                    hint="Write break for the loop, \\Return with its values for the algorithm.",
                )


def _leaves(statements: Sequence[Statement]) -> list[Leave]:
    found: list[Leave] = []
    for statement in statements:
        match statement:
            case Leave():
                found.append(statement)
            case For(body=body) | While(body=body) | Repeat(body=body):
                found += _leaves(body)
            case If(branches=branches, otherwise=otherwise):
                found += [leave for _, body in branches for leave in _leaves(body)] + _leaves(otherwise)
            case _:
                pass
    return found


def own_exits(body: Sequence[Statement]) -> list[Leave | Skip]:
    """What ends a loop with this body, or a step of it, before its last line."""
    found: list[Leave | Skip] = []
    for statement in body:
        match statement:
            case Leave() | Skip():
                found.append(statement)
            case If(branches=branches, otherwise=otherwise):
                found += [e for _, inner in branches for e in own_exits(inner)] + own_exits(otherwise)
            case _:
                pass
    return found


def departs(body: Sequence[Statement]) -> bool:
    """Whether nothing that follows the statements is ever reached."""
    for statement in body:
        match statement:
            case Leave() | Skip() | Return():
                return True
            case If(branches=branches, otherwise=otherwise) if otherwise:
                if all(departs(inner) for inner in (*(b for _, b in branches), otherwise)):
                    return True
            case _:
                pass
    return False


def _refusal(line: RawLine, reason: str, hint: str) -> FormalError:
    return FormalError(reason, token=" ".join(line.text.split()), position=line.position, hint=hint)
