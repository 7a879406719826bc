"""Reading the commands that define macros and environments."""

from __future__ import annotations

from collections.abc import Callable

from rca_kernel.adapters.readers.latex.macros import (
    PROTECTED,
    Macro,
    UserEnvironment,
    define,
)
from rca_kernel.adapters.readers.latex.parameters import (
    Parameter,
    Tokens,
    delimited_parameters,
    document_parameters,
    plain_parameters,
)
from rca_kernel.adapters.readers.latex.stream import TokenStream
from rca_kernel.adapters.readers.latex.tokens import Token, source

_COUNTERS_WORDS = """
    section subsection subsubsection paragraph chapter equation table figure algorithm part
    lstlisting
"""
COUNTERS = frozenset(_COUNTERS_WORDS.split())


class Definitions:
    """All macros of the paper; `read` consumes one definition from a stream."""

    def __init__(self) -> None:
        self.macros: dict[str, Macro] = {}
        self.environments: dict[str, UserEnvironment] = {}
        self.aliases: dict[str, str] = {}
        self.conditions: dict[str, bool] = {}
        self.formats: list[tuple[str, str]] = []
        self._readers: dict[str, Callable[[TokenStream, str], None]] = {
            "\\newcommand": self._newcommand,
            "\\renewcommand": self._newcommand,
            "\\providecommand": self._newcommand,
            "\\DeclareRobustCommand": self._newcommand,
            "\\def": self._def,
            "\\gdef": self._def,
            "\\edef": self._def,
            "\\xdef": self._def,
            "\\let": self._let,
            "\\DeclareMathOperator": self._operator,
            "\\DeclarePairedDelimiter": self._delimiter,
            "\\NewDocumentCommand": self._document_command,
            "\\RenewDocumentCommand": self._document_command,
            "\\ProvideDocumentCommand": self._document_command,
            "\\DeclareDocumentCommand": self._document_command,
            "\\newenvironment": self._environment,
            "\\renewenvironment": self._environment,
            "\\NewDocumentEnvironment": self._document_environment,
            "\\RenewDocumentEnvironment": self._document_environment,
            "\\DeclareDocumentEnvironment": self._document_environment,
            "\\newif": self._newif,
        }

    def defines(self, command: str) -> bool:
        return command in self._readers

    def read(self, command: str, stream: TokenStream) -> None:
        self._readers[command](stream, command)

    def reconsidered(self, macro: Macro) -> Macro:
        """A refused macro again: what it calls may have been defined after it."""
        found = define(macro.name, macro.parameters, macro.body, self.macros) if macro.body else macro
        if not found.refused:
            self.macros[macro.name] = found
        return found

    def _add(self, macro: Macro) -> None:
        counter = macro.name[4:]
        if macro.name.startswith("\\the") and counter in COUNTERS and not macro.parameters:
            self.formats.append((counter, source(macro.body)))
            return
        if macro.name in PROTECTED or self._decorates(macro):
            return
        self.macros[macro.name] = macro

    def _decorates(self, macro: Macro) -> bool:
        """Whether a body only dresses up the old meaning, kept by a \\let."""
        return any(token.kind == "c" and self.aliases.get(token.text) == macro.name for token in macro.body)

    def _newcommand(self, stream: TokenStream, command: str) -> None:
        stream.take_star()
        name = stream.control_word()
        count = stream.option()
        default = stream.option() if count is not None else None
        body = stream.argument()
        if name is None or body is None or (command == "\\providecommand" and name.text in self.macros):
            return
        self._add(define(name.text, plain_parameters(_number(count), default), body))

    def _def(self, stream: TokenStream, command: str) -> None:
        stream.skip_space()
        name = named(stream)
        pattern: list[Token] = []
        while (token := stream.peek()) is not None and token.kind not in ("{", "p"):
            pattern.append(token)
            stream.next()
        body = stream.argument()
        if name is None or name.kind != "c" or body is None:
            return
        parameters = delimited_parameters(pattern)
        if parameters is None:
            self._add(Macro(name.text, (), (), refused="its arguments are delimited"))
        else:
            self._add(define(name.text, parameters, body))

    def _let(self, stream: TokenStream, command: str) -> None:
        stream.skip_space()
        name = stream.next()
        token = stream.peek()
        while token is not None and (token.kind == "s" or (token.kind == "t" and token.text.strip() == "=")):
            stream.next()
            token = stream.peek()
        meaning = stream.argument()
        if name is None or name.kind != "c" or not meaning or name.text in PROTECTED:
            return
        old = meaning[0]
        if old.kind == "c" and old.text in self.macros:
            self.macros[name.text] = Macro(name.text, *_parts(self.macros[old.text]))
        elif old.kind == "c" and "@" not in old.text and "@" not in name.text:
            self.aliases[name.text] = self.aliases.get(old.text, old.text)
            self.macros[name.text] = define(name.text, (), (old._replace(text=self.aliases[name.text]),))

    def _operator(self, stream: TokenStream, command: str) -> None:
        star = stream.take_star()
        name = stream.control_word()
        body = stream.argument()
        if name is None or body is None:
            return
        head = [_like(name, "c", "\\operatorname"), *([_like(name, "t", "*")] if star else [])]
        self._add(define(name.text, (), (*head, _like(name, "{", "{"), *body, _like(name, "}", "}"))))

    def _delimiter(self, stream: TokenStream, command: str) -> None:
        name = stream.control_word()
        left, right = stream.argument(), stream.argument()
        if name is None or left is None or right is None:
            return
        one = (_like(name, "#", "#3"),)
        body = (_like(name, "c", "\\left"), *left, *one, _like(name, "c", "\\right"), *right)
        parameters = (Parameter("s"), Parameter("o", ()), Parameter("m"))
        self._add(Macro(name.text, parameters, body, delimiter=True))

    def _document_command(self, stream: TokenStream, command: str) -> None:
        name = stream.control_word()
        signature = stream.argument()
        body = stream.argument()
        if name is None or signature is None or body is None:
            return
        letters, defaults = _signature(signature)
        parameters = document_parameters(letters, defaults)
        if parameters is None:
            self._add(Macro(name.text, (), (), refused=f"its signature {letters!r} is not supported"))
        else:
            self._add(define(name.text, parameters, body))

    def _environment(self, stream: TokenStream, command: str) -> None:
        stream.take_star()
        name = stream.word()
        count = stream.option()
        default = stream.option() if count is not None else None
        opening, closing = stream.argument(), stream.argument()
        if (
            name
            and opening is not None
            and closing is not None
            and name not in ("proof", "abstract", "algorithm")
        ):
            self.environments[name] = UserEnvironment(
                plain_parameters(_number(count), default), opening, closing
            )

    def _document_environment(self, stream: TokenStream, command: str) -> None:
        name = stream.word()
        signature, opening, closing = stream.argument(), stream.argument(), stream.argument()
        if name and signature is not None and opening is not None and closing is not None:
            parameters = document_parameters(*_signature(signature))
            if parameters is not None:
                self.environments[name] = UserEnvironment(parameters, opening, closing)

    def _newif(self, stream: TokenStream, command: str) -> None:
        name = stream.control_word()
        if name is not None and name.text.startswith("\\if"):
            self.conditions[name.text[3:]] = False


def named(stream: TokenStream) -> Token | None:
    """The next command, also one spelled \\csname...\\endcsname; \\expandafter before it says nothing."""
    token = stream.next()
    while token is not None and token.text == "\\expandafter":
        token = stream.next()
    if token is None or token.text != "\\csname":
        return token
    spelled: list[str] = []
    while len(spelled) < 50 and (part := stream.next()) is not None and part.text != "\\endcsname":
        spelled.append(part.text)
    return token._replace(text="\\" + "".join(spelled).strip())


def _parts(macro: Macro) -> tuple[tuple[Parameter, ...], Tokens, str, bool]:
    return macro.parameters, macro.body, macro.refused, macro.delimiter


def _like(token: Token, kind: str, text: str) -> Token:
    return token._replace(kind=kind, text=text)


def _number(tokens: Tokens | None) -> int:
    text = "".join(token.text for token in tokens or ()).strip()
    return int(text) if text.isdecimal() and len(text) == 1 else 0


def _signature(tokens: Tokens) -> tuple[str, list[Tokens]]:
    """The letters of a signature and its {defaults}, apart."""
    letters: list[str] = []
    defaults: list[Tokens] = []
    level = 0
    held: list[Token] = []
    for token in tokens:
        if token.kind == "{":
            level += 1
            if level == 1:
                held = []
                continue
        elif token.kind == "}":
            level -= 1
            if level == 0:
                defaults.append(tuple(held))
                continue
        if level:
            held.append(token)
        else:
            letters.append(token.text)
    return "".join(letters), defaults
