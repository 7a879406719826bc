"""The commands of algorithmic, algpseudocode and algorithm2e, with those that a source makes itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rca_kernel.errors import FormalError
from rca_kernel.formal.tokens import group_end

BlockKind = Literal["for", "while", "repeat", "if", "elif", "else", "procedure", "loop"]
LineRole = Literal["state", "require", "ensure", "return", "comment"]

COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
LINES: dict[str, LineRole] = {
    "state": "state", "statex": "state", "require": "require", "ensure": "ensure", "input": "require",
    "output": "ensure", "return": "return", "kwin": "require", "kwdata": "require", "kwout": "ensure",
    "kwresult": "ensure", "kwret": "return", "ret": "return", "params": "require",
    "parameters": "require", "hyperparams": "require", "kwinput": "require", "kwparam": "require",
    "kwparams": "require", "hyperparameters": "require", "given": "require", "inputs": "require",
    "outputs": "ensure", "result": "ensure", "data": "require", "kwoutput": "ensure",
}  # fmt: skip
BEGIN: dict[str, BlockKind] = {
    "for": "for", "forall": "for", "foreach": "for", "while": "while", "repeat": "repeat", "if": "if",
    "loop": "loop", "procedure": "procedure", "function": "procedure", "lfor": "for", "lif": "if",
    "uif": "if", "eif": "if", "forallp": "for", "forpar": "for", "parfor": "for", "luntil": "repeat",
    "lwhile": "while", "lforeach": "for",
}  # fmt: skip
MIDDLE: dict[str, BlockKind] = {"elsif": "elif", "elseif": "elif", "else": "else", "uelseif": "elif",
    "uelse": "else",
                                 "lelse": "else", "lelseif": "elif"}  # fmt: skip
ENDS = {
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
SKIPPED = {
    "label", "vspace", "hspace", "setcounter", "SetKwProg", "item", "SetKwInOut", "SetKw", "SetKwData",
    "SetKwArray", "IncMargin", "DecMargin", "SetInd", "SetVlineSkip", "SetSideCommentLeft", "SetNlSty",
    "SetAlgoLongEnd", "SetAlgoShortEnd", "SetAlgoNoEnd", "SetStartEndCondition", "SetCommentSty",
    "hline", "vskip", "nl", "Indp", "Indm", "algloopdefx", "algnewcommand", "newcommand", "setlength",
    "baselineskip", "tt", "sffamily", "rmfamily", "algsetup", "caption", "footnotesize", "SetAlgoLined",
    "DontPrintSemicolon", "small", "centering", "LinesNumbered", "SetAlgoNoLine", "RestyleAlgo",
    "SetNoFillComment", "algrenewcommand", "renewcommand", "SetKwInput", "SetKwComment", "SetKwFunction",
    "normalsize", "scriptsize", "hrule", "smallskip", "medskip", "bigskip", "indent", "noindent",
    "BlankLine", "newline", "linebreak", "par", "hfill", "STATEx", "raggedright", "LinesNotNumbered",
    "SetAlgoVlined", "SetKwRepeat",
}  # fmt: skip
_ENVIRONMENTS = re.compile(
    r"\\(?:begin|end)\{(?:algorithm\*?|algorithmic|algorithm2e|minipage|figure\*?)\}(?:\s*\[[^\]]*\])?(?:\{[^}]*\})?"
)
COMMENTS = {
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

KEYWORDS: dict[str, LineRole] = {
    "input": "require", "inputs": "require", "require": "require", "required": "require",
    "requires": "require", "given": "require", "parameter": "require", "parameters": "require",
    "hyperparameters": "require", "hyper-parameters": "require", "hyperparameter": "require",
    "data": "require", "algorithm parameters": "require", "algorithm parameter": "require",
    "output": "ensure", "outputs": "ensure", "ensure": "ensure", "ensures": "ensure", "result": "ensure",
    "return": "return", "returns": "return",
}  # fmt: skip
_OWN_INPUT = re.compile(r"\\SetKw(?:InOut|Input)\s*\{\s*\\?(\w+)\s*\}\s*\{([^{}]*)\}")
_OWN_PROGRAM = re.compile(r"\\SetKwProg\s*\{\s*\\?(\w+)\s*\}")
_OWN_FUNCTION = re.compile(r"\\SetKwFunction\s*\{\s*\\?(\w+)\s*\}\s*\{([^{}]*)\}")
_SIZE = re.compile(
    r"\{\s*\\(?:footnotesize|small|scriptsize|normalsize|tiny|fontsize|setlength|linespread)\b"
)


@dataclass(frozen=True, slots=True)
class Commands:
    """What begins a line and what begins a block, by lower-case name."""

    lines: Mapping[str, LineRole]
    begin: Mapping[str, BlockKind]


def commands_of(source: str) -> Commands:
    """The packages' commands and those made by `\\SetKwInOut` and `\\SetKwProg`."""
    own: dict[str, LineRole] = {}
    for name, words in _OWN_INPUT.findall(source):
        for text in (words, name):
            role = KEYWORDS.get(text.lower().strip(" :"))
            if role is not None:
                own.setdefault(name.lower(), role)
    programs: dict[str, BlockKind] = {name.lower(): "procedure" for name in _OWN_PROGRAM.findall(source)}
    return Commands({**LINES, **own}, {**BEGIN, **programs})


def plain_source(source: str) -> str:
    """The source without comments, environments and groups that only set a size; own calls as `\\Call`."""
    text = re.sub(r"(?<!\\)%.*", lambda m: " " * len(m.group()), source)
    text = _ENVIRONMENTS.sub(lambda m: " " * len(m.group()), text)
    for found in reversed(list(_SIZE.finditer(text))):
        try:
            end = group_end(text, found.start())
        except FormalError:
            continue
        text = f"{text[: found.start()]} {text[found.start() + 1 : end - 1]} {text[end:]}"
    for name, words in _OWN_FUNCTION.findall(text):
        made = _OWN_FUNCTION.sub(lambda m: " " * len(m.group()), text) if name else text
        text = re.sub(rf"\\{name}(?![A-Za-z])\s*(?=\{{)", lambda m, w=words: f"\\Call{{{w.strip()}}}", made)  # type: ignore[misc]
    return text
