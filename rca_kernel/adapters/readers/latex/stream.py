"""A stack of token lists that is read from the top: files, and what macros expanded to."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.adapters.readers.latex.tokens import Token


class TokenStream:
    """Tokens in reading order; `push` puts tokens in front of what is left."""

    ARGUMENT = 200_000
    OPTION = 500

    def __init__(self) -> None:
        self._frames: list[tuple[Sequence[Token], int]] = []
        self._top: Sequence[Token] = ()
        self._at = 0
        self.files: list[int] = []

    def push(self, tokens: Sequence[Token]) -> None:
        if self._at < len(self._top):
            self._frames.append((self._top, self._at))
        self._top, self._at = tokens, 0

    def next(self) -> Token | None:
        while self._at >= len(self._top):
            if not self._frames:
                return None
            self._top, self._at = self._frames.pop()
        token = self._top[self._at]
        self._at += 1
        return token

    def peek(self) -> Token | None:
        token = self.next()
        if token is not None:
            self._at -= 1
        return token

    def skip_space(self) -> None:
        while (token := self.peek()) is not None and token.kind == "s":
            self.next()

    def take_star(self) -> bool:
        """Read a `*` that follows at once."""
        token = self.peek()
        if token is not None and token.kind == "t" and token.text == "*":
            self.next()
            return True
        return False

    def argument(self) -> tuple[Token, ...] | None:
        """A mandatory argument without its braces: a group, a command or one character."""
        self.skip_space()
        token = self.peek()
        if token is None or token.kind in ("}", "p", "e"):
            return None
        self.next()
        if token.kind == "{":
            return self._until("}", "{")
        if token.kind == "t" and len(token.text) > 1:
            self.push([token._replace(text=token.text[1:], start=token.start + 1)])
            return (token._replace(text=token.text[0]),)
        return (token,)

    def option(self) -> tuple[Token, ...] | None:
        """An argument in square brackets, or None."""
        held: list[Token] = []
        while (token := self.peek()) is not None and token.kind == "s":
            held.append(token)
            self.next()
        if token is None or token.kind != "[":
            if held:
                self.push(held)
            return None
        self.next()
        return self._until("]", "[")

    def _until(self, close: str, opener: str) -> tuple[Token, ...] | None:
        """Tokens up to the matching `close`; None (and nothing read) when it never comes."""
        out: list[Token] = []
        level, braces = 1, 0
        reach = self.OPTION if close == "]" else self.ARGUMENT
        while len(out) < reach and (token := self.next()) is not None:
            if close == "]" and token.kind in "{}":
                braces += 1 if token.kind == "{" else -1
                if braces < 0:
                    out.append(token)
                    break
            elif braces == 0 and token.kind == opener:
                level += 1
            elif braces == 0 and token.kind == close:
                level -= 1
                if level == 0:
                    return tuple(out)
            out.append(token)
        self.push(out)
        return None

    def word(self) -> str:
        """A mandatory argument as plain text, "" when there is none."""
        return "".join(token.text for token in self.argument() or ()).strip()

    def control_word(self) -> Token | None:
        """A command given as `\\name` or `{\\name}`."""
        found = [token for token in self.argument() or () if token.kind != "s"]
        return found[0] if found and found[0].kind == "c" else None
