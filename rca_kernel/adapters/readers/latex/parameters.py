"""What a macro takes: the kinds of arguments, and reading them from a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rca_kernel.adapters.readers.latex.stream import TokenStream
from rca_kernel.adapters.readers.latex.tokens import Token

Tokens = tuple[Token, ...]
_PRESENT: Tokens = (Token("t", "*", 0, 0, 0),)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument by `kind`, named as in xparse: m mandatory, o optional in brackets, s star, t the token
    `mark`, n whether `mark` follows (not read), d between the two characters of `mark`, g optional in
    braces, e after the character `mark`, u up to the command `mark`. `default` is for one not given."""

    kind: str
    default: Tokens | None = None
    mark: str = ""


def plain_parameters(count: int, default: Tokens | None = None) -> tuple[Parameter, ...]:
    """`count` arguments, the first optional when it has a default."""
    count = min(max(count, 0), 9)
    first = () if default is None or count == 0 else (Parameter("o", default),)
    return first + tuple(Parameter("m") for _ in range(count - len(first)))


def delimited_parameters(pattern: Sequence[Token]) -> tuple[Parameter, ...] | None:
    """The arguments of \\def\\name#1\\end{...}: each may end at a command; None for other delimiters."""
    found: list[Parameter] = []
    for token in pattern:
        if token.kind == "#":
            found.append(Parameter("m"))
        elif token.kind == "c" and found and found[-1].kind == "m":
            found[-1] = Parameter("u", mark=token.text)
        elif token.kind != "s":
            return None
    return tuple(found)


def document_parameters(signature: str, defaults: Sequence[Tokens]) -> tuple[Parameter, ...] | None:
    """The arguments of a \\NewDocumentCommand signature such as `s O{1} m`; None when it is beyond us.

    `signature` has each {default} taken out; `defaults` holds them in order.
    """
    rest = iter(defaults)
    found: list[Parameter] = []
    letters = iter(signature)
    for letter in letters:
        match letter:
            case " " | "\n" | "+" | "!":
                continue
            case "m" | "o" | "s" | "g":
                found.append(Parameter(letter))
            case "O" | "G":
                found.append(Parameter(letter.lower(), next(rest, ())))
            case "t":
                found.append(Parameter("t", mark=next(letters, "")))
            case "d" | "r":
                found.append(Parameter("d", mark=next(letters, "") + next(letters, "")))
            case "D" | "R":
                found.append(Parameter("d", next(rest, ()), next(letters, "") + next(letters, "")))
            case "e":
                found += [Parameter("e", mark=token.text) for token in next(rest, ()) if token.kind != "s"]
            case _:
                return None
    return tuple(found)


def arguments(stream: TokenStream, parameters: Sequence[Parameter]) -> list[Tokens | None] | None:
    """One value for each parameter; None as a whole when a mandatory one is missing."""
    out: list[Tokens | None] = []
    after: dict[str, Tokens] | None = None
    for parameter in parameters:
        given: Tokens | None
        match parameter.kind:
            case "s":
                given = _PRESENT if stream.take_star() else None
            case "t" | "n":
                given = _PRESENT if _follows(stream, parameter.mark) else None
                if given and parameter.kind == "t":
                    _character(stream)
            case "o":
                given = stream.option()
            case "d":
                given = _between(stream, parameter.mark)
            case "g":
                given = stream.argument() if _follows(stream, "{") else None
            case "e":
                after = _embellishments(stream, parameters) if after is None else after
                given = after.get(parameter.mark)
            case "u":
                given = _up_to(stream, parameter.mark)
            case _:
                given = stream.argument()
        if given is None and parameter.kind in "mu":
            return None
        out.append(parameter.default if given is None else given)
    return out


def _follows(stream: TokenStream, mark: str) -> bool:
    token = stream.peek()
    return token is not None and bool(mark) and token.text.startswith(mark) and token.kind != "v"


def _character(stream: TokenStream) -> Token | None:
    """The next token, of text its first character only."""
    token = stream.next()
    if token is not None and token.kind == "t" and len(token.text) > 1:
        stream.push([token._replace(text=token.text[1:], start=token.start + 1)])
        return token._replace(text=token.text[0], end=token.start + 1)
    return token


def _between(stream: TokenStream, mark: str) -> Tokens | None:
    """What stands between the two characters of `mark`; None, and nothing read, when it does not."""
    if len(mark) != 2 or not _follows(stream, mark[0]):
        return None
    opener = _character(stream)
    out: list[Token] = []
    for token in _characters(stream):
        if token.text == mark[1]:
            return tuple(out)
        out.append(token)
    stream.push([*([opener] if opener else []), *out])
    return None


def _characters(stream: TokenStream) -> Iterator[Token]:
    for _ in range(TokenStream.OPTION):
        token = _character(stream)
        if token is None:
            return
        yield token


def _embellishments(stream: TokenStream, parameters: Sequence[Parameter]) -> dict[str, Tokens]:
    marks = {parameter.mark for parameter in parameters if parameter.kind == "e"}
    found: dict[str, Tokens] = {}
    while (token := stream.peek()) is not None and token.text in marks - set(found):
        stream.next()
        found[token.text] = stream.argument() or ()
    return found


def _up_to(stream: TokenStream, command: str) -> Tokens | None:
    """Tokens up to a command outside braces; None, and nothing read, when it never comes."""
    out: list[Token] = []
    level = 0
    while len(out) < TokenStream.ARGUMENT and (token := stream.next()) is not None:
        if level == 0 and token.kind == "c" and token.text == command:
            return tuple(out)
        level += (token.kind == "{") - (token.kind == "}")
        out.append(token)
    stream.push(out)
    return None
