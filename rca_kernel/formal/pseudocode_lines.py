"""Pseudocode dialects (algorithmic, algpseudocode, algorithm2e) as one tree of raw lines and blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from rca_kernel.errors import FormalError
from rca_kernel.formal.tokens import group_end

BlockKind = Literal["for", "while", "repeat", "if", "elif", "else", "procedure", "loop"]


@dataclass(slots=True)
class RawLine:
    """One line of prose and mathematics; `role` is what its command says."""

    role: Literal["state", "require", "ensure", "return", "comment"]
    text: str
    position: int


@dataclass(slots=True)
class RawBlock:
    kind: BlockKind
    header: str
    position: int
    body: list[RawLine | RawBlock] = field(default_factory=list)


@dataclass(slots=True)
class RawAlgorithm:
    title: str
    body: list[RawLine | RawBlock]


_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
_LINES = {
    "state": "state", "statex": "state", "require": "require", "ensure": "ensure", "input": "require",
    "output": "ensure", "return": "return", "kwin": "require", "kwdata": "require", "kwout": "ensure",
    "kwresult": "ensure", "kwret": "return", "ret": "return", "params": "require", "parameters": "require",
    "hyperparams": "require", "kwinput": "require", "kwoutput": "ensure",
}  # fmt: skip
_BEGIN: dict[str, BlockKind] = {
    "for": "for", "forall": "for", "foreach": "for", "while": "while", "repeat": "repeat", "if": "if",
    "loop": "loop", "procedure": "procedure", "function": "procedure", "lfor": "for", "lif": "if",
    "uif": "if",
    "eif": "if", "forallp": "for", "lwhile": "while", "lforeach": "for",
}  # fmt: skip
_MIDDLE: dict[str, BlockKind] = {"elsif": "elif", "elseif": "elif", "else": "else", "uelseif": "elif",
    "uelse": "else",
                                 "lelse": "else", "lelseif": "elif"}  # fmt: skip
_ENDS = {
    "endfor",
    "endwhile",
    "endif",
    "endloop",
    "endprocedure",
    "endfunction",
    "until",
    "endforeach",
    "endforall",
}
_SKIPPED = {
    "label", "vspace", "hspace", "setcounter", "algsetup", "caption", "footnotesize", "SetAlgoLined",
    "DontPrintSemicolon", "small", "centering", "SetKwInOut", "LinesNumbered", "SetAlgoNoLine", "RestyleAlgo",
    "SetNoFillComment", "algrenewcommand", "renewcommand", "SetKwInput", "SetKwComment", "SetKwFunction",
    "normalsize",
    "scriptsize", "hrule", "smallskip", "medskip", "bigskip", "indent", "noindent", "BlankLine", "newline",
    "linebreak",
    "par", "hfill", "STATEx", "raggedright", "LinesNotNumbered", "SetAlgoVlined", "SetKwRepeat",
}  # fmt: skip
_ENVIRONMENTS = re.compile(
    r"\\(?:begin|end)\{(?:algorithm\*?|algorithmic|algorithm2e|minipage|figure\*?)\}(?:\s*\[[^\]]*\])?(?:\{[^}]*\})?"
)
_COMMENTS = {
    "comment",
    "tcp",
    "tcc",
    "tcpstar",
    "tcc*",
    "rightcomment",
    "linecomment",
    "triangleright",
    "algcomment",
}


def read_lines(source: str) -> RawAlgorithm:
    """The raw tree of an algorithm in any of the dialects."""
    title = _title(source)
    text = re.sub(r"(?<!\\)%.*", lambda m: " " * len(m.group()), source)
    text = _ENVIRONMENTS.sub(lambda m: " " * len(m.group()), text)
    flat = bool(
        re.search(r"\\(?:State|STATE|EndFor|ENDFOR|EndWhile|ENDWHILE|EndIf|ENDIF|Require|REQUIRE)\b", text)
    )
    reader = _Reader(text, braces=not flat)
    body = reader.block(len(text))
    return RawAlgorithm(title, body)


def _title(source: str) -> str:
    found = re.search(r"\\caption\s*\{", source)
    if not found:
        return ""
    return source[found.end() : group_end(source, found.end() - 1) - 1].strip()


class _Reader:
    """Reads commands one after another; `braces` is the algorithm2e style, where bodies are groups."""

    def __init__(self, text: str, braces: bool) -> None:
        self.text = text
        self.braces = braces
        self.place = 0

    def block(self, stop: int) -> list[RawLine | RawBlock]:
        """Lines and blocks up to `stop` or to the command that ends this block."""
        items: list[RawLine | RawBlock] = []
        while self.place < stop:
            self._skip_space(stop)
            if self.place >= stop:
                break
            command = _COMMAND.match(self.text, self.place)
            name = command.group(1) if command else ""
            low = name.lower()
            if not self.braces and (low in _ENDS or low in _MIDDLE):
                return items
            if command and low in _COMMENTS:
                self.place = command.end()
                items.append(RawLine("comment", self._argument() if self._at("{") else "", command.start()))
            elif command and name in _SKIPPED:
                self._skip_command(command.end())
            elif command and low in _BEGIN:
                self._begin(items, low, command)
            elif command and low in _MIDDLE:
                self._middle(items, _MIDDLE[low], command)
            elif command and low in _LINES:
                self.place = command.end()
                if self.text[self.place : self.place + 1] == "{":
                    self._argument_line(items, _LINES[low], command)
                else:
                    self._line(items, _LINES[low], stop)
            else:
                self._line(items, "state", stop)
        return items

    def _begin(self, items: list[RawLine | RawBlock], low: str, command: re.Match[str]) -> None:
        self.place = command.end()
        kind = _BEGIN[low]
        header = self._argument() if self._at("{") and (kind != "repeat" or self.braces) else ""
        if kind == "procedure" and self._at("{"):
            header += "(" + self._argument() + ")"
        block = RawBlock(kind, header, command.start())
        items.append(block)
        if self.braces:
            self._braced_body(block)
            if low == "eif":
                other = RawBlock("else", "", self.place)
                self._braced_body(other)
                items.append(other)
            return
        block.body = self.block(len(self.text))
        self._after(items, block)

    def _after(self, items: list[RawLine | RawBlock], block: RawBlock) -> None:
        """What ended an unbraced block: its own end, or the next branch."""
        command = _COMMAND.match(self.text, self.place)
        if command is None:
            raise FormalError(f"this {block.kind} is never ended", token=block.header,
                position=block.position,
                              hint=f"Add \\End{block.kind.capitalize()}.")  # fmt: skip
        low = command.group(1).lower()
        self.place = command.end()
        if low in _MIDDLE:
            header = self._argument() if self._at("{") and low != "else" else ""
            branch = RawBlock(_MIDDLE[low], header, command.start())
            items.append(branch)
            branch.body = self.block(len(self.text))
            self._after(items, branch)
            return
        if low == "until":
            block.header = self._argument()
        expected = {"for": {"endfor", "endforeach", "endforall"}, "while": {"endwhile"}, "repeat": {"until"},
                    "procedure": {"endprocedure", "endfunction"}, "loop": {"endloop"}}  # fmt: skip
        if low not in expected.get(block.kind, {"endif"}):
            raise FormalError(f"this {block.kind} is ended by \\{command.group(1)}", token=command.group(),
                              position=command.start())  # fmt: skip

    def _middle(self, items: list[RawLine | RawBlock], kind: BlockKind, command: re.Match[str]) -> None:
        self.place = command.end()
        header = self._argument() if kind == "elif" else ""
        block = RawBlock(kind, header, command.start())
        self._braced_body(block)
        items.append(block)

    def _braced_body(self, block: RawBlock) -> None:
        self._skip_space(len(self.text))
        if not self._at("{"):
            raise FormalError(
                f"this {block.kind} has no body in braces", token=block.header, position=block.position
            )
        end = group_end(self.text, self.place)
        self.place += 1
        block.body = self.block(end - 1)
        self.place = end

    def _line(self, items: list[RawLine | RawBlock], role: str, stop: int) -> None:
        """Text up to the next command that begins something, or the end of the line in algorithm2e."""
        start = self.place
        place, in_math = start, False
        while place < stop:
            character = self.text[place]
            if character == "$":
                in_math = not in_math
            if character == "{":
                place = group_end(self.text, place)
                continue
            if character == "\\":
                command = _COMMAND.match(self.text, place)
                if command and not in_math and self._ends_line(command.group(1)):
                    break
                if not in_math and self.text[place + 1 : place + 2] in {"\\", ";"}:
                    break
                place = command.end() if command else place + 2
                continue
            place += 1
        text = self.text[start:place]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        ended = self.text[place : place + 2] in {"\\;", "\\\\"}
        self.place = place + 2 if ended else place
        if text.strip(" ;.,"):
            items.append(RawLine(role, text, start))  # type: ignore[arg-type]

    def _argument_line(self, items: list[RawLine | RawBlock], role: str, command: re.Match[str]) -> None:
        """`\\KwIn{...}` and `\\Return{...}`: the argument is the whole line."""
        start = command.end() + 1
        items.append(RawLine(role, self._argument(), start))  # type: ignore[arg-type]

    def _ends_line(self, name: str) -> bool:
        low = name.lower()
        starts = low in _LINES or low in _BEGIN or low in _MIDDLE or low in _COMMENTS
        return starts or (low in _ENDS and not self.braces) or name in _SKIPPED

    def _skip_command(self, end: int) -> None:
        self.place = end
        while self.place < len(self.text) and self.text[self.place] in "{[":
            if self.text[self.place] == "{":
                self.place = group_end(self.text, self.place)
            else:
                self.place = self.text.index("]", self.place) + 1

    def _skip_space(self, stop: int) -> None:
        while self.place < stop and (self.text[self.place].isspace() or self.text[self.place] in ";."):
            self.place += 1
        if self.text.startswith(("\\;", "\\\\"), self.place) and self.place < stop:
            self.place += 2
            self._skip_space(stop)

    def _at(self, character: str) -> bool:
        place = self.place
        while place < len(self.text) and self.text[place].isspace():
            place += 1
        if place < len(self.text) and self.text[place] == character:
            self.place = place
            return True
        return False

    def _argument(self) -> str:
        if not self._at("{"):
            return ""
        end = group_end(self.text, self.place)
        inner = self.text[self.place + 1 : end - 1]
        self.place = end
        return inner.strip()
