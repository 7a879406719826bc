"""One program in the words of each package for pseudocode: algorithmic, algpseudocode, algorithm2e."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Line:
    """A step, a return, a comment, an input or an output."""

    text: str
    kind: Literal["step", "return", "comment", "input", "output"] = "step"


@dataclass(frozen=True, slots=True)
class Block:
    """A loop; `repeat` has its condition at the end."""

    kind: Literal["for", "forall", "while", "repeat"]
    header: str
    body: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Branches:
    """Conditions with their bodies; the last condition is empty where it is an else."""

    cases: tuple[tuple[str, tuple[Part, ...]], ...]


Part: TypeAlias = Line | Block | Branches
Dialect: TypeAlias = Callable[[Sequence[Part], str], str]

_UPPER = {"step": "STATE", "return": "RETURN", "comment": "COMMENT", "input": "REQUIRE", "output": "ENSURE"}


def algorithmic(parts: Sequence[Part], caption: str) -> str:
    """The package `algorithmic`: commands in capitals."""
    body = "\n".join(_flat(parts, str.upper))
    return (
        f"\\begin{{algorithm}}[t]\n\\caption{{{caption}}}\n\\begin{{algorithmic}}[1]\n{body}\n"
        "\\end{algorithmic}\n\\end{algorithm}"
    )


def algpseudocode(parts: Sequence[Part], caption: str) -> str:
    """The package `algpseudocode`: commands in camel case."""
    camel = {
        "ENDFOR": "EndFor",
        "ENDWHILE": "EndWhile",
        "ENDIF": "EndIf",
        "ELSIF": "ElsIf",
        "FORALL": "ForAll",
    }
    body = "\n".join(_flat(parts, lambda word: camel.get(word.upper(), word.capitalize())))
    return (
        f"\\begin{{algorithm}}\n\\caption{{{caption}}}\\label{{alg:one}}\n\\begin{{algorithmic}}[1]\n{body}\n"
        "\\end{algorithmic}\n\\end{algorithm}"
    )


def _flat(parts: Sequence[Part], word: Callable[[str], str]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        match part:
            case Line(text=text, kind="comment"):
                lines.append(f"\\{word('comment')}{{{text}}}")
            case Line(text=text, kind="return") if word("x") == "x".capitalize():
                lines.append(f"\\State \\Return {text}")
            case Line(text=text, kind=kind):
                lines.append(f"\\{word(_UPPER[kind].lower())} {text}")
            case Block(kind="repeat", header=header, body=body):
                lines += [f"\\{word('repeat')}", *_flat(body, word), f"\\{word('until')}{{{header}}}"]
            case Block(kind=kind, header=header, body=body):
                end = "endwhile" if kind == "while" else "endfor"
                lines += [f"\\{word(kind)}{{{header}}}", *_flat(body, word), f"\\{word(end)}"]
            case Branches(cases=cases):
                for place, (condition, body) in enumerate(cases):
                    name = "if" if place == 0 else "elsif" if condition else "else"
                    lines.append(f"\\{word(name)}" + (f"{{{condition}}}" if condition else ""))
                    lines += _flat(body, word)
                lines.append(f"\\{word('endif')}")
    return lines


def algorithm2e(parts: Sequence[Part], caption: str) -> str:
    """The package `algorithm2e`: bodies in braces, lines that end in `\\;`."""
    return f"\\begin{{algorithm}}[H]\n{_braced(parts, 0)}\n\\caption{{{caption}}}\n\\end{{algorithm}}"


_COMMANDS = {"input": "KwIn", "output": "KwOut", "return": "Return", "comment": "tcp"}


def _braced(parts: Sequence[Part], depth: int) -> str:
    lines: list[str] = []
    for part in parts:
        match part:
            case Line(text=text, kind="step"):
                lines.append(f"{text}\\;")
            case Line(text=text, kind=kind):
                lines.append(f"\\{_COMMANDS[kind]}{{{text}}}" + "\\;" * (kind == "return"))
            case Block(kind="forall", header=header, body=body):
                lines.append(f"\\ForEach{{{header}}}{{\n{_braced(body, depth + 1)}\n}}")
            case Block(kind=kind, header=header, body=body):
                header = header.replace(" to ", " \\KwTo ")
                lines.append(f"\\{kind.capitalize()}{{{header}}}{{\n{_braced(body, depth + 1)}\n}}")
            case Branches(cases=cases):
                for place, (condition, body) in enumerate(cases):
                    last = place == len(cases) - 1
                    name = (
                        "uIf"
                        if place == 0 and not last
                        else "If"
                        if place == 0
                        else "uElseIf"
                        if condition
                        else "Else"
                    )
                    head = f"\\{name}" + (f"{{{condition}}}" if condition else "")
                    lines.append(f"{head}{{\n{_braced(body, depth + 1)}\n}}")
    return "\n".join("  " * depth + line for line in lines)


DIALECTS: dict[str, Dialect] = {
    "algorithmic": algorithmic, "algpseudocode": algpseudocode, "algorithm2e": algorithm2e,
}  # fmt: skip
