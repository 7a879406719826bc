"""A cursor over tokens, with the errors that name the token they stand at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from rca_kernel.errors import FormalError
from rca_kernel.formal.advice import advice
from rca_kernel.formal.tokens import Token

OPENERS = {"(": ")", "[": "]", "lbrace": "rbrace", "lparen": "rparen", "lbrack": "rbrack"}


class Stream:
    """Tokens read from left to right; `source` is kept for messages and for symbols as written."""

    def __init__(self, tokens: Sequence[Token], source: str, offset: int = 0) -> None:
        self.tokens = tuple(tokens)
        self.source = source
        self.offset = offset
        self.place = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.place]

    def ahead(self, count: int = 1) -> Token:
        return self.tokens[min(self.place + count, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.here
        if token.kind != "end":
            self.place += 1
        return token

    def at(self, *texts: str) -> bool:
        return self.here.kind not in {"end", "letter"} and self.here.text in texts

    def accept(self, *texts: str) -> Token | None:
        return self.take() if self.at(*texts) else None

    def expect(self, text: str, what: str) -> Token:  # noqa: RET503 - refuse() raises
        if self.at(text):
            return self.take()
        self.refuse(f"expected {what}")

    def expect_end(self, reason: str) -> None:
        if self.here.kind != "end":
            self.refuse(reason)

    def text_between(self, start: int, end: int) -> str:
        return self.source[start - self.offset : end - self.offset]

    def refuse(self, reason: str, token: Token | None = None, hint: str = "") -> NoReturn:
        """Refuse at `token` (the one at hand if none is given)."""
        at = token or self.here
        written = self.text_between(at.start, at.end)
        if at.kind == "end":
            reason = f"{reason}, but the formula ends"
        raise FormalError(reason, token=written, position=at.start, hint=hint or advice(reason))

    def group(self) -> tuple[Token, ...]:
        """Take one TeX argument: a braced group without its braces, or a single token (one digit)."""
        token = self.here
        if token.kind == "open":
            self.take()
            start = self.place
            self.skip_to_close()
            inner = self.tokens[start : self.place]
            self.take()
            return inner
        if token.kind in {"end", "close", "align", "row"}:
            self.refuse("an argument is missing")
        self.take()
        if token.kind == "digits" and len(token.text) > 1:
            return self._first_digit(token)
        if token.kind == "command" and token.text in ARGUMENT_COMMANDS:
            start = self.place - 1
            for _ in range(2 if token.text in {"frac", "tfrac", "dfrac", "nicefrac"} else 1):
                self.group()
            return self.tokens[start : self.place]
        return (token,)

    def _first_digit(self, token: Token) -> tuple[Token, ...]:
        """TeX takes one digit as an undelimited argument and goes on with the rest."""
        head = Token("digits", token.text[0], token.start, token.start + 1, token.side, token.gap)
        rest = Token("digits", token.text[1:], token.start + 1, token.end)
        self.tokens = (*self.tokens[: self.place - 1], head, rest, *self.tokens[self.place :])
        return (head,)

    def skip_to_close(self) -> None:
        """Move to the `}` that closes the group the cursor is in."""
        depth = 0
        while True:
            kind = self.here.kind
            if kind == "end":
                self.refuse("a group is never closed", hint="Add the missing }.")
            if kind == "open":
                depth += 1
            elif kind == "close":
                if depth == 0:
                    return
                depth -= 1
            self.place += 1


FONTS = {
    "mathbf": "bold", "bm": "bold", "boldsymbol": "bold", "pmb": "bold", "mathbfit": "bold", "symbf": "bold",
    "mathcal": "cal", "mathscr": "scr", "mathfrak": "frak", "mathsf": "sans", "mathtt": "mono",
    "mathbb": "bb", "mathds": "bb", "mathrm": "", "text": "", "textrm": "", "textit": "", "mathit": "",
    "operatorname": "", "operatorname*": "", "mathop": "", "textbf": "bold", "textsc": "", "textsf": "sans",
    "texttt": "mono", "mbox": "", "mathnormal": "", "hbox": "", "textnormal": "", "emph": "",
}  # fmt: skip
SWITCHES = {"bf": "bold", "rm": "", "it": "", "cal": "cal", "sf": "sans", "tt": "mono", "bfseries": "bold",
            "mathversion": ""}  # fmt: skip
ACCENTS = {
    "hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "overline": "bar",
    "vec": "vec", "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve", "acute": "acute",
    "grave": "grave", "mathring": "ring", "underline": "underline", "overrightarrow": "vec",
}  # fmt: skip
ARGUMENT_COMMANDS = {*FONTS, *ACCENTS, "frac", "tfrac", "dfrac", "nicefrac", "sqrt"}
WORDS = {
    "mathrm", "text", "textrm", "textit", "mathit", "operatorname", "operatorname*", "mathop", "textsc",
    "mbox", "hbox", "textnormal", "emph", "textbf", "textsf", "texttt", "mathtt", "mathsf",
}  # fmt: skip
GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota",
    "kappa", "varkappa", "lambda", "mu", "nu", "xi", "pi", "varpi", "rho", "varrho", "sigma", "varsigma",
    "tau",
    "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi",
    "Sigma",
    "Upsilon", "Phi", "Psi", "Omega", "varGamma", "varDelta", "varTheta", "varLambda", "varSigma", "varPhi",
}  # fmt: skip
LETTERLIKE = {"ell": "ell", "hbar": "hbar", "imath": "i", "jmath": "j", "aleph": "aleph", "wp": "wp",
              "Re": "Re", "Im": "Im"}  # fmt: skip
