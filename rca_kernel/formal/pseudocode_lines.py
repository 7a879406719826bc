"""Pseudocode dialects (algorithmic, algpseudocode, algorithm2e) as one tree of raw lines and blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rca_kernel.errors import FormalError
from rca_kernel.formal.pseudocode_commands import (
    COMMAND,
    COMMENTS,
    ENDS,
    MIDDLE,
    SKIPPED,
    BlockKind,
    Commands,
    commands_of,
    plain_source,
)
from rca_kernel.formal.tokens import group_end


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


def texts(items: Sequence[RawLine | RawBlock]) -> Iterator[tuple[RawLine | RawBlock, str]]:
    """Every line and header with what holds it, in reading order."""
    for item in items:
        if isinstance(item, RawLine):
            yield item, item.text
        else:
            yield item, item.header
            yield from texts(item.body)


def rewrite(items: Sequence[RawLine | RawBlock], change: Callable[[str], str]) -> None:
    """Write every line and header anew."""
    for holder, text in texts(items):
        if isinstance(holder, RawLine):
            holder.text = change(text)
        else:
            holder.header = change(text)


def read_lines(source: str) -> RawAlgorithm:
    """The raw tree of an algorithm in any of the dialects."""
    title = _title(source)
    flat = bool(
        re.search(
            r"\\(?:State|STATE|EndFor|ENDFOR|EndWhile|ENDWHILE|EndIf|ENDIF|Require|REQUIRE)\b"
            r"|\\begin\{algorithmic\}",
            source,
        )
    )
    text = plain_source(source)
    reader = _Reader(text, commands_of(source), braces=not flat)
    body = reader.block(len(text))
    return RawAlgorithm(title, body)


def _title(source: str) -> str:
    found = re.search(r"\\caption\s*\{", source)
    if not found:
        return ""
    return source[found.end() : group_end(source, found.end() - 1) - 1].strip()


class _Reader:
    """Reads commands one after another; `braces` is the algorithm2e style, where bodies are groups."""

    def __init__(self, text: str, commands: Commands, braces: bool) -> None:
        self.text = text
        self.commands = commands
        self.braces = braces
        self.place = 0

    def block(self, stop: int) -> list[RawLine | RawBlock]:
        """Lines and blocks up to `stop` or to the command that ends this block."""
        items: list[RawLine | RawBlock] = []
        while self.place < stop:
            self._skip_space(stop)
            if self.place >= stop:
                break
            command = COMMAND.match(self.text, self.place)
            name = command.group(1) if command else ""
            low = name.lower()
            if not self.braces and (low in ENDS or low in MIDDLE):
                return items
            if command and low in COMMENTS:
                self.place = command.end()
                self._skip_option()
                items.append(RawLine("comment", self._argument() if self._at("{") else "", command.start()))
            elif command and name in SKIPPED:
                self._skip_command(command.end())
            elif command and low in self.commands.begin:
                self._begin(items, low, command)
            elif command and low in MIDDLE:
                self._middle(items, MIDDLE[low], command)
            elif command and low in self.commands.lines:
                self.place = command.end()
                if self.text[self.place : self.place + 1] == "{":
                    self._argument_line(items, self.commands.lines[low], command)
                else:
                    self._line(items, self.commands.lines[low], stop)
            else:
                self._line(items, "state", stop)
        return items

    def _begin(self, items: list[RawLine | RawBlock], low: str, command: re.Match[str]) -> None:
        self.place = command.end()
        kind = self.commands.begin[low]
        header = self._argument() if self._at("{") and (kind != "repeat" or self.braces) else ""
        given = header
        if kind == "procedure" and not self.braces and self._at("{"):
            given = self._argument()
        block = RawBlock(kind, header, command.start())
        items.append(block)
        if self.braces:
            self._braced_body(block)
            self._given(block, given)
            if low == "eif":
                other = RawBlock("else", "", self.place)
                self._braced_body(other)
                items.append(other)
            return
        block.body = self.block(len(self.text))
        self._given(block, given)
        self._after(items, block)

    def _given(self, block: RawBlock, given: str) -> None:
        """What stands in the parentheses of a procedure is required by it."""
        if block.kind == "procedure" and "$" in given:
            block.body.insert(0, RawLine("require", given[given.index("$") :].rstrip(") }"), block.position))

    def _after(self, items: list[RawLine | RawBlock], block: RawBlock) -> None:
        """What ended an unbraced block: its own end, or the next branch."""
        command = COMMAND.match(self.text, self.place)
        if command is None:
            raise FormalError(f"this {block.kind} is never ended", token=block.header,
                position=block.position,
                              hint=f"Add \\End{block.kind.capitalize()}.")  # fmt: skip
        low = command.group(1).lower()
        self.place = command.end()
        if low in MIDDLE:
            header = self._argument() if self._at("{") and low != "else" else ""
            branch = RawBlock(MIDDLE[low], header, command.start())
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
                              position=command.start(),
                              hint="End it by its own command.")  # fmt: skip

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
                f"this {block.kind} has no body in braces",
                token=block.header,
                position=block.position,
                hint="Write its steps in braces after the header.",
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
                command = COMMAND.match(self.text, place)
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
        starts = low in self.commands.lines or low in self.commands.begin or low in MIDDLE or low in COMMENTS
        return starts or (low in ENDS and not self.braces) or name in SKIPPED

    def _skip_command(self, end: int) -> None:
        self.place = end
        while self.place < len(self.text) and self.text[self.place] in "{[":
            if self.text[self.place] == "{":
                self.place = group_end(self.text, self.place)
            else:
                self.place = self.text.index("]", self.place) + 1

    def _skip_option(self) -> None:
        """`[r]` of `\\tcp*[r]{...}`."""
        option = re.compile(r"\s*\[[a-z]+\]").match(self.text, self.place)
        self.place = option.end() if option else self.place

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
