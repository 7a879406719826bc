"""Files and macros unfolded into one flat list of tokens, within fixed bounds."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.adapters.readers.latex.definitions import Definitions, named
from rca_kernel.adapters.readers.latex.macros import (
    TAKES_ARGUMENT,
    Macro,
    is_group,
    substitute,
)
from rca_kernel.adapters.readers.latex.parameters import Tokens, arguments
from rca_kernel.adapters.readers.latex.sources import Sources
from rca_kernel.adapters.readers.latex.stream import TokenStream
from rca_kernel.adapters.readers.latex.tokens import MAX_TOKENS, Token, tokenize, too_large
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Loss

MAX_DEPTH = 60
MAX_FILES = 300
MAX_UNCLOSED = 50
_INPUTS = ("\\input", "\\include", "\\subfile", "\\subfileinclude", "\\InputIfFileExists")
_TESTS = (
    "\\IfNoValueTF",
    "\\IfValueTF",
    "\\IfBooleanTF",
    "\\IfNoValueT",
    "\\IfNoValueF",
    "\\IfValueT",
    "\\IfBooleanT",
    "\\IfValueF",
    "\\IfBooleanF",
)
_TEST_KINDS = {"NoValue": False, "Value": True, "Boolean": True}
_NOT_CONDITIONS = ("\\iff", "\\ifthenelse", "\\ifstrempty", "\\ifstrequal", "\\ifblank")


class Expansion:
    """Runs over a paper's tokens: follows \\input, reads definitions, expands user macros."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.known = Definitions()
        self.stream = TokenStream()
        self.out: list[Token] = []
        self._open_files: list[int] = []
        self._began: list[int] = []
        self._lost: set[str] = set()
        self._in_body = False

    def run(self, file: int) -> list[Token]:
        """Every token of the paper that starts in `file`, macros expanded, definitions consumed."""
        self._enter(file)
        stream, macros, environments = self.stream, self.known.macros, self.known.environments
        while (token := stream.next()) is not None:
            if token.kind == "c":
                macro = macros.get(token.text)
                if macro is not None:
                    self._expand(token, macro)
                else:
                    self._command(token)
            elif token.kind == "#" and token.text == "\x00end":
                self._open_files.pop()
                self._began.pop()
            elif token.kind in "be" and token.text in environments:
                self._environment(token)
            elif token.kind in "be" and token.text == "document" and len(self._open_files) > 1:
                self._subfile(token)
            else:
                self._in_body = self._in_body or (token.kind == "b" and token.text == "document")
                self.out.append(token)
            if len(self.out) > MAX_TOKENS:
                raise too_large()
        return self.out

    def _enter(self, file: int) -> None:
        tokens = tokenize(self.sources.texts[file], file, macros_only=file == 0 and not self._has_body(file))
        self._check_braces(tokens)
        self._open_files.append(file)
        self._began.append(len(self.out))
        self.stream.push([*tokens, Token("#", "\x00end", file, 0, 0)])

    def _check_braces(self, tokens: Sequence[Token]) -> None:
        """Refuse a file with very many unclosed braces: reading it would be slow and mean nothing."""
        opened: list[Token] = []
        for token in tokens:
            if token.kind == "{":
                opened.append(token)
            elif token.kind == "}" and opened:
                opened.pop()
        level = len(opened)
        if level > MAX_UNCLOSED:
            first = opened[0]
            raise PaperError(
                f"{level} braces are never closed in {self.sources.names[first.file]}; the first is on line "
                f"{self.sources.line(first.file, first.start)}.",
                hint="Close it, or give a file that LaTeX accepts.",
            )

    def _has_body(self, file: int) -> bool:
        return (
            "\\begin{document}" in self.sources.texts[file]
            or "\\documentclass" not in self.sources.texts[file]
        )

    def _command(self, token: Token) -> None:
        name = token.text
        if self.known.defines(name):
            self.known.read(name, self.stream)
            for counter, body in self.known.formats:
                self.out.append(token._replace(text="\\@format"))
                self.out.append(token._replace(kind="v", text=f"{counter}\x00{body}"))
            self.known.formats.clear()
        elif name in _INPUTS:
            self._input(token)
        elif name in ("\\usepackage", "\\RequirePackage", "\\documentclass", "\\LoadClass"):
            self._package(token)
        elif name in _TESTS:
            self._test(token)
        elif name.startswith("\\if") and name not in _NOT_CONDITIONS and len(name) > 3:
            self._condition(token)
        elif name == "\\else":
            self._skip(to_else=False)
        elif name == "\\endinput":
            self._end_of_file()
        elif name == "\\csname":
            self.stream.push([token])
            spelled = named(self.stream)
            if spelled is not None:
                self.stream.push([spelled._replace(depth=token.depth + 1)])
        elif name not in ("\\fi", "\\expandafter", "\\endcsname"):
            stem = name[1:].removesuffix("true").removesuffix("false")
            if stem in self.known.conditions and name[1:] != stem:
                self.known.conditions[stem] = name.endswith("true")
            else:
                self.out.append(token)

    def _expand(self, token: Token, macro: Macro) -> None:
        macro = self.known.reconsidered(macro) if macro.refused else macro
        if macro.refused or token.depth >= MAX_DEPTH:
            self._refuse(token, macro)
            return
        if len(self.out) + self._spent > MAX_TOKENS:
            raise too_large()
        if macro.parameters or token.text[-1].isalpha():
            self._skip_after(macro)
        given = arguments(self.stream, macro.parameters)
        if given is None:
            self._lose(token, f"{token.text} lacks an argument")
            return
        body = substitute(self._body(macro, given), given, token)
        self._spent += len(body)
        if len(body) > 1 and self._binds_next() and not is_group(body):
            head = body[0]
            body = [head._replace(kind="{", text="{"), *body, head._replace(kind="}", text="}")]
        self.stream.push(body)

    _spent = 0

    def _skip_after(self, macro: Macro) -> None:
        """TeX drops the spaces after a control word, unless \\xspace is there to restore them."""
        spaced = any(token.text == "\\xspace" for token in macro.body)
        if not macro.parameters and not spaced:
            self.stream.skip_space()

    def _body(self, macro: Macro, given: Sequence[Tokens | None]) -> Tokens:
        if macro.delimiter and not given[0]:  # without the star the delimiters keep their size
            return tuple(token for token in macro.body if token.text not in ("\\left", "\\right"))
        return macro.body

    def _binds_next(self) -> bool:
        """Whether the token before takes the next one as its argument, so that an expansion needs braces."""
        for token in reversed(self.out[-3:]):
            if token.kind != "s":
                return token.kind in "^_" or (token.kind == "c" and token.text in TAKES_ARGUMENT)
        return False

    def _environment(self, token: Token) -> None:
        known = self.known.environments[token.text]
        if token.depth >= MAX_DEPTH:
            self._lose(token, f"the environment {token.text} expands without end")
            return
        if token.kind == "e":
            self.stream.push(substitute(known.closing, (), token))
            return
        given = arguments(self.stream, known.parameters)
        self.stream.push(substitute(known.opening, given or (), token))

    def _test(self, token: Token) -> None:
        """\\IfNoValueTF and its kin: the tested argument is already in place, empty when absent."""
        tested = self.stream.argument() or ()
        kind = token.text[3:].removesuffix("TF").removesuffix("T").removesuffix("F")
        holds = bool(tested) is _TEST_KINDS.get(kind, True)
        suffix = token.text[3 + len(kind) :]
        branches = [self.stream.argument() or () for _ in suffix]
        for letter, branch in zip(suffix, branches, strict=True):
            if holds is (letter == "T"):
                self.stream.push(branch)

    def _condition(self, token: Token) -> None:
        name = token.text[3:]
        holds = name == "true" or self.known.conditions.get(name, False)
        if not holds:
            self._skip(to_else=True)

    def _skip(self, *, to_else: bool) -> None:
        """Drop tokens up to the matching \\fi (or \\else), never past the end of the file."""
        level = 0
        while (token := self.stream.peek()) is not None and token.text != "\x00end":
            self.stream.next()
            if token.kind != "c":
                continue
            if token.text == "\\fi":
                if level == 0:
                    return
                level -= 1
            elif token.text == "\\else" and level == 0 and to_else:
                return
            elif token.text.startswith("\\if") and token.text not in _NOT_CONDITIONS and len(token.text) > 3:
                level += token.text[:4] != "\\IfN"

    def _subfile(self, token: Token) -> None:
        """An included file with a document of its own: only what is inside it prints."""
        if token.kind == "e":
            self._end_of_file()
        else:
            del self.out[self._began[-1] :]

    def _end_of_file(self) -> None:
        while (token := self.stream.peek()) is not None and token.text != "\x00end":
            self.stream.next()

    def _input(self, token: Token) -> None:
        following = self.stream.peek()
        if following is not None and following.kind == "s":
            self.stream.skip_space()
            following = self.stream.peek()
        if following is not None and following.kind == "t":  # \input file, as in plain TeX
            self.stream.next()
            name = following.text.split()[0]
        else:
            name = self.stream.word()
        path = self.sources.included(name)
        if path is None:
            self._lose(token, f"{token.text}{{{name[:80]}}}: no such file in the paper's folder")
            return
        relative = path.relative_to(self.sources.root).as_posix()
        if any(self.sources.names[file] == relative for file in self._open_files):
            raise PaperError(
                f"{relative} includes itself, by {token.text} on line "
                f"{self.sources.line(token.file, token.start)} of {self.sources.names[token.file]}.",
                hint="Break the circle of \\input commands.",
            )
        if len(self.sources.names) >= MAX_FILES:
            raise PaperError(f"The paper includes more than {MAX_FILES} files.", hint="Read one chapter.")
        self._enter(self.sources.load(path))

    def _package(self, token: Token) -> None:
        """A package of the paper's own folder: its macro definitions are read, nothing else of it."""
        option = self.stream.option()
        names = self.stream.word()
        if "class" in token.text.lower():
            text = "".join(part.text for part in option or ())
            self.out.extend((token, token._replace(kind="v", text=f"{names},{text}")))
        for name in names.split(","):
            path = self.sources.included(name, (".sty", ".cls"))
            if path is not None and path.stat().st_size < 1 << 20 and len(self.sources.names) < MAX_FILES:
                file = self.sources.load(path)
                self._collect(tokenize(self.sources.texts[file], file, macros_only=True))

    def _collect(self, tokens: Sequence[Token]) -> None:
        stream = TokenStream()
        stream.push(tokens)
        while (token := stream.next()) is not None:
            if token.kind == "c" and self.known.defines(token.text) and token.text != "\\newif":
                self.known.read(token.text, stream)

    def _refuse(self, token: Token, macro: Macro) -> None:
        why = macro.refused or "it expands without end"
        self.known.macros.pop(token.text, None)
        self._lose(token, f"{token.text} was not expanded: {why}")
        if macro.refused:
            self.out.append(token)

    def _lose(self, token: Token, why: str) -> None:
        if why not in self._lost and (self._in_body or "such file" in why):
            self._lost.add(why)
            self.sources.losses.append(
                Loss("macro", why, self.sources.span(token.file, token.start, token.end))
            )
