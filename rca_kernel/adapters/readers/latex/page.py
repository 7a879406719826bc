"""The reading position in the expanded tokens, with the open groups and environments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rca_kernel.adapters.readers.latex import groups
from rca_kernel.adapters.readers.latex.drafts import Draft, Piece
from rca_kernel.adapters.readers.latex.references import Target
from rca_kernel.adapters.readers.latex.tokens import Token
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Span, Table

MAX_NESTING = 60
Closer = Callable[[], None]


@dataclass(slots=True)
class Theorem:
    """A \\newtheorem: what it prints and which counter it uses ("" for none)."""

    name: str
    counter: str


@dataclass(slots=True)
class Float:
    """A figure, table or algorithm float that is being read."""

    kind: str
    counter: str
    first: Token
    number: str = ""
    caption: str = ""
    labels: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    children: int = 0
    aside: Target | None = None
    below: bool = False


@dataclass(slots=True)
class Open:
    """An environment that was begun."""

    name: str
    token: Token
    groups: int
    anchor: Target
    end: Closer | None = None


class Page:
    """Tokens and where we are in them; text goes to the innermost buffer."""

    def __init__(self, draft: Draft, tokens: Sequence[Token]) -> None:
        self.draft = draft
        self.tokens = tokens
        self.at = 0
        self.groups: list[Closer | str] = []
        self.opened: list[Open] = []
        self.buffers: list[list[Piece]] = [[]]
        self.floats: list[Float] = []
        self.lists: list[int] = []
        self.theorems: dict[str, Theorem] = {}
        self.document_class = "article"
        self.main_matter = True
        self.in_cell = False  # inside a table's cell
        self.nesting = 0
        self.plain = 0  # titles carry no emphasis marks
        self.front: list[Piece] = []
        self.caption_kind = ""
        self.captioned: Table | None = None
        self.bibliographies: list[str] = []
        self.waiting: dict[int, list[tuple[tuple[tuple[str, ...], ...], Span]]] = {}
        self.render: Callable[[Sequence[Token]], str] = lambda tokens: ""

    def label_all(self, labels: Sequence[str], identity: str, number: str) -> None:
        """Labels of a table that is its own float."""
        for name in labels:
            self.draft.label(name, Target(identity, number, "table"))

    def emit(self, text: str, token: Token | None = None) -> None:
        self.buffers[-1].append((text, token))

    def take(self) -> str:
        """Close the innermost buffer and return its text."""
        return "".join(text for text, _ in self.buffers.pop())

    def group(self) -> Sequence[Token]:
        found, self.at = groups.group(self.tokens, self.at)
        return found

    def option(self) -> Sequence[Token] | None:
        found, self.at = groups.option(self.tokens, self.at)
        return found

    def star(self) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at].text == "*":
            self.at += 1
            return True
        return False

    def skip(self, signature: str) -> None:
        """Drop arguments: an optional one before each braced one."""
        for _ in signature:
            self.option()
            self.group()

    def capture(self, close: Callable[[str], None]) -> None:
        """Read the group that follows into a buffer of its own; `close` gets its text."""
        start = groups.after_space(self.tokens, self.at)
        if start < len(self.tokens) and self.tokens[start].kind == "{":
            self.at = start + 1
            self.buffers.append([])
            self.groups.append(lambda: close(self.take()))
        else:
            self.buffers.append([])
            found, self.at = groups.group(self.tokens, self.at)
            self.emit("".join(token.text for token in found))
            close(self.take())

    def body(self, begin: Token) -> Sequence[Token]:
        """All tokens of the environment just begun; moves behind its \\end."""
        end = groups.environment_end(self.tokens, self.at)
        if end < 0 or self.tokens[end].text != begin.text:
            raise self.unbalanced(begin, self.tokens[end] if end >= 0 else None)
        found = self.tokens[self.at : end]
        self.at = end + 1
        return found

    def last(self) -> Token:
        return self.tokens[min(max(self.at - 1, 0), len(self.tokens) - 1)]

    def where(self, token: Token) -> str:
        line = self.draft.sources.line(token.file, token.start)
        return f"line {line} of {self.draft.sources.names[token.file]}"

    def unbalanced(self, begin: Token, end: Token | None) -> PaperError:
        if end is None or (end.text == "document" and begin.text != "document"):
            before = f" before \\end{{document}} on {self.where(end)}" if end else ""
            return PaperError(
                f"\\begin{{{begin.text}}} on {self.where(begin)} is never closed{before}.",
                hint=f"Add \\end{{{begin.text}}}, or remove the \\begin.",
            )
        return PaperError(
            f"\\begin{{{begin.text}}} on {self.where(begin)} is closed by "
            f"\\end{{{end.text}}} on {self.where(end)}.",
            hint="Make the two names agree.",
        )

    def refer(self, token: Token, labels: str) -> str:
        return self.draft.refer(token, labels)
