"""Program names in mathematics, `step\\_num`: letters joined by an escaped underscore are one word."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.tokens import Token

_TEXT = {"text", "mathrm", "textrm", "textit", "operatorname", "mathit", "texttt", "mathtt", "textsf",
         "mathsf", "mbox", "textsc", "textbf", "mathbf", "label", "ref"}  # fmt: skip


def joined(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with such names put into `\\mathrm{...}`; text is left as it is."""
    if not any(t.text == "_" and t.kind == "command" for t in tokens):
        return tuple(tokens)
    found: list[Token] = []
    texts: list[bool] = []
    place = 0
    while place < len(tokens):
        end = place if any(texts) else _name_end(tokens, place)
        if end > place:
            start, stop = tokens[place].start, tokens[end - 1].end
            gap, wide = tokens[place].gap, tokens[place].wide
            found += [
                Token("command", "mathrm", start, start, "", gap, wide),
                Token("open", "{", start, start),
            ]
            found += [*tokens[place:end], Token("close", "}", stop, stop)]
            place = end
            continue
        token = tokens[place]
        if token.kind == "open":
            texts.append(
                place > 0 and tokens[place - 1].kind == "command" and tokens[place - 1].text in _TEXT
            )
        elif token.kind == "close" and texts:
            texts.pop()
        found.append(token)
        place += 1
    return tuple(found)


def _name_end(tokens: Sequence[Token], place: int) -> int:
    """Where the name that starts here ends; `place` itself where there is none."""
    if tokens[place].kind != "letter" or (place and _touch(tokens[place - 1], tokens[place])):
        return place
    end, underscores = place, 0
    while end < len(tokens):
        token = tokens[end]
        bar = token.kind == "command" and token.text == "_"
        if not bar and token.kind not in {"letter", "digits"}:
            break
        if end > place and token.start != tokens[end - 1].end:
            break
        underscores += bar
        end += 1
    return end if underscores and tokens[end - 1].kind != "command" else place


def _touch(left: Token, right: Token) -> bool:
    return left.kind in {"letter", "digits"} and left.end == right.start
