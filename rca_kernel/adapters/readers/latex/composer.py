"""The loop that turns expanded tokens into sections and items; iterative, so nesting cannot overflow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rca_kernel.adapters.readers.latex import displays, floats, headings, lists
from rca_kernel.adapters.readers.latex.bibliography import bibliography
from rca_kernel.adapters.readers.latex.commands import (
    ACCENTS,
    CITES,
    DROPPED,
    ENVIRONMENT_ARGUMENTS,
    KEPT,
    PICTURES,
    SKIPPED,
    STYLES,
    SYMBOLS,
    accented,
    prose,
)
from rca_kernel.adapters.readers.latex.drafts import Draft
from rca_kernel.adapters.readers.latex.groups import word
from rca_kernel.adapters.readers.latex.mathematics import mathematics
from rca_kernel.adapters.readers.latex.page import MAX_NESTING, Open, Page
from rca_kernel.adapters.readers.latex.references import COMMANDS as REFERENCES
from rca_kernel.adapters.readers.latex.references import RANGES
from rca_kernel.adapters.readers.latex.tokens import Token
from rca_kernel.errors import PaperError


class Composer(Page):
    """Reads the body of a paper into its draft."""

    def __init__(self, draft: Draft, tokens: Sequence[Token]) -> None:
        super().__init__(draft, tokens)
        self.commands: dict[str, Callable[[Page, Token], None]] = {
            **headings.COMMANDS,
            **floats.COMMANDS,
            **lists.COMMANDS,
        }
        self.environments: dict[str, Callable[[Page, Token], None]] = {
            **displays.ENVIRONMENTS,
            **floats.ENVIRONMENTS,
            **headings.ENVIRONMENTS,
            **lists.ENVIRONMENTS,
            "thebibliography": bibliography,
        }
        self.render = self.inline

    def inline(self, tokens: Sequence[Token]) -> str:
        """Some tokens as Markdown, at the current place of the paper."""
        if self.nesting >= MAX_NESTING:
            raise PaperError(
                f"Environments are nested more than {MAX_NESTING} deep"
                + (f" on {self.where(tokens[0])}." if tokens else "."),
                hint="Check for a macro that opens environments without closing them.",
            )
        saved = self.tokens, self.at, self.groups, self.opened
        self.tokens, self.at, self.groups, self.opened = tokens, 0, [], []
        self.nesting += 1
        self.buffers.append([])
        try:
            self.run()
            return self.take()
        finally:
            self.nesting -= 1
            self.tokens, self.at, self.groups, self.opened = saved

    def run(self) -> None:
        """Read to the end of the tokens, then close what is still open."""
        tokens, size = self.tokens, len(self.tokens)
        while self.at < size:
            token = tokens[self.at]
            self.at += 1
            match token.kind:
                case "t":
                    self.emit(prose(token.text), token)
                case "s":
                    self.emit("\n" if "\n" in token.text else " ")
                case "p":
                    self.emit("\n\n")
                case "c":
                    self.command(token)
                case "$" | "D":
                    self.dollar(token)
                case "{":
                    self.groups.append("")
                case "}":
                    self.close_group(token)
                case "b":
                    self.begin(token)
                case "e":
                    self.end(token)
                case "~":
                    self.emit(" ")
                case "v":
                    self.emit(f"`{token.text}`", token)
                case "&":
                    self.emit(" ")
                case _:
                    self.emit(token.text, token)
        if self.opened and self.opened[-1].name != "document":
            raise self.unbalanced(self.opened[-1].token, None)
        while self.groups:
            self._unclosed(self.last() if tokens else None)

    def close_group(self, token: Token) -> None:
        floor = self.opened[-1].groups if self.opened else 0
        if len(self.groups) <= floor:
            self.draft.lose("brace", f"a closing brace too many on {self.where(token)}", token)
            return
        self._close(self.groups.pop())

    def _close(self, closer: Callable[[], None] | str) -> None:
        if isinstance(closer, str):
            if closer:
                self.emit(closer)
        else:
            closer()

    def _unclosed(self, token: Token | None) -> None:
        if token is not None:
            self.draft.lose("brace", f"a brace is not closed before {self.where(token)}", token)
        self._close(self.groups.pop())

    def command(self, token: Token) -> None:
        name = token.text
        handler = self.commands.get(name)
        if handler is not None:
            handler(self, token)
        elif name in SYMBOLS:
            if name == "\\\\":
                self.star()
                self.option()
            self.emit(SYMBOLS[name], token)
        elif name in STYLES:
            self._style(STYLES[name])
        elif name in REFERENCES or name in RANGES:
            self._reference(token)
        elif name in CITES:
            self._cite(token)
        elif name in ACCENTS:
            self.emit(accented(name, self.render(self.group())), token)
        elif name in DROPPED:
            self.star()
            self.skip(DROPPED[name])
        elif name in KEPT:
            self.star()
            self.skip(KEPT[name])
            self.option()
        elif name in ("\\(", "\\["):
            self._parenthesis(token)
        elif name in ("\\begin", "\\end"):
            self.draft.lose("environment", f"{name} without a name on {self.where(token)}", token)
        else:
            self._unknown(token)

    def _unknown(self, token: Token) -> None:
        """A command we do not know: its name is dropped, its braced arguments print."""
        if self.at < len(self.tokens) and self.tokens[self.at].kind == "[":
            self.option()

    def _style(self, mark: str) -> None:
        if self.at < len(self.tokens) and self.tokens[self.at].kind == "{":
            self.at += 1
            following = self.tokens[self.at].kind if self.at < len(self.tokens) else ""
            mark = "" if following == "}" or self.plain else mark
            self.emit(mark)
            self.groups.append(mark)

    def _reference(self, token: Token) -> None:
        self.star()
        if token.text in RANGES:
            first, last = word(self.group()), word(self.group())
            self.emit(self.refer(token, f"{first},{last}"), token)
        else:
            self.option()
            self.emit(self.refer(token, word(self.group())), token)

    def _cite(self, token: Token) -> None:
        self.star()
        self.option()
        self.option()
        keys = [key.strip() for key in word(self.group()).split(",") if key.strip()]
        self.emit("[" + "; ".join(f"@{key}" for key in keys) + "]", token)

    def dollar(self, token: Token) -> None:
        """`$...$` or `$$...$$`; a paragraph break first means that it was not closed."""
        level = 0
        for index in range(self.at, len(self.tokens)):
            kind = self.tokens[index].kind
            if kind in "{b":
                level += 1
            elif kind in "}e":
                level -= 1
            elif kind == token.kind and level <= 0:
                self._mathematics(token, self.tokens[self.at : index], index + 1)
                return
            if kind == "p" or level < 0:
                break
        if token.kind == "D":  # `$$` inside text is empty inline mathematics
            return
        self.draft.lose("mathematics", f"`$` on {self.where(token)} is never closed", token)
        self.emit("\\$", token)

    def _mathematics(self, token: Token, inside: Sequence[Token], after: int) -> None:
        self.at = after
        if token.kind == "D":
            displays.display(self, token, inside, "$$")
            return
        written = mathematics(inside, self.refer)
        if written:
            self.emit(f"${written}$", token._replace(end=self.last().end))

    def _parenthesis(self, token: Token) -> None:
        close = "\\)" if token.text == "\\(" else "\\]"
        for index in range(self.at, len(self.tokens)):
            found = self.tokens[index]
            if found.kind == "c" and found.text == close:
                inside = self.tokens[self.at : index]
                self.at = index + 1
                if close == "\\]":
                    displays.display(self, token, inside, "\\[")
                else:
                    self.emit(f"${mathematics(inside, self.refer)}$", token._replace(end=found.end))
                return
            if (found.kind == "p" and close == "\\)") or (found.kind == "c" and found.text == token.text):
                break
        self.draft.lose("mathematics", f"{token.text} on {self.where(token)} is never closed", token)

    def begin(self, token: Token) -> None:
        name = token.text
        handler = self.environments.get(name)
        if handler is not None:
            handler(self, token)
        elif name in self.theorems:
            headings.theorem(self, token)
        elif name in SKIPPED or name in PICTURES:
            self.body(token)
            if name in PICTURES:
                self.draft.lose(
                    "picture", f"{name} drawing on {self.where(token)}: only its caption is kept", token
                )
        else:
            self.opened.append(Open(name, token, len(self.groups), self.draft.anchor))
            self.option()
            self.skip(ENVIRONMENT_ARGUMENTS.get(name.rstrip("*"), ""))

    def end(self, token: Token) -> None:
        if not self.opened:
            raise PaperError(
                f"\\end{{{token.text}}} on {self.where(token)} closes nothing.",
                hint=f"Add \\begin{{{token.text}}} before it, or remove it.",
            )
        opened = self.opened[-1]
        if opened.name != token.text:
            raise self.unbalanced(opened.token, token)
        while len(self.groups) > opened.groups:
            self._unclosed(token)
        self.opened.pop()
        if opened.end is not None:
            opened.end()
        if token.text == "document":
            self.at = len(self.tokens)
