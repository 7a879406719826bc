"""What LaTeX's text commands mean in Markdown."""

from __future__ import annotations

import unicodedata

# Commands that print nothing, with their arguments: o optional, m braced.
DROPPED: dict[str, str] = {
    "\\" + name: signature
    for signature, names in {
        "": """
            centering raggedright noindent indent par smallskip medskip bigskip clearpage newpage
            maketitle hfill vfill vfil hfil tableofcontents listoffigures listoftables small
            footnotesize scriptsize tiny normalsize large Large LARGE huge Huge bfseries itshape
            mdseries rmfamily sffamily ttfamily normalfont bf it rm sf tt em sl sc protect relax
            makeatletter makeatother toprule midrule bottomrule hline frenchspacing leavevmode
            boldmath break linebreak pagebreak nolinebreak nopagebreak allowbreak null unskip
            ignorespaces onecolumn sloppy selectfont doublespacing singlespacing qed qedhere
            qedsymbol balance FloatBarrier upshape slshape scshape newblock cleardoublepage
            printAffiliationsAndNotice flushbottom raggedbottom arraybackslash strut mainmatter
            frontmatter backmatter nobreak smallbreak medbreak bigbreak DontPrintSemicolon xspace
            fi or endgroup begingroup bgroup egroup hrulefill vspace hspace
        """,
        "m": """
            bibliographystyle pagestyle thispagestyle thanks vskip hskip markboth index
            glsresetall graphicspath phantom hphantom vphantom color pagecolor rowcolor cellcolor
            columncolor footnotemark affiliation institute email date address keywords author
            authorrunning titlerunning icmltitlerunning icmlkeywords icmlcorrespondingauthor
            icmlsetsymbol addbibresource printbibliography hypersetup captionsetup lstset
            usetikzlibrary sisetup setlist geometry crefname cline cmidrule arraystretch
            stepcounter refstepcounter newcounter theoremstyle linespread enlargethispage nocite
            usetheme hyphenation includepdf setcitestyle makeindex acmConference acmYear
            copyrightyear vspace* hspace* bibdata newtoggle newsavebox contribution correspondence
            tikzset pgfplotsset RestyleAlgo SetAlgoLined AtBeginDocument
        """,
        "mm": """
            setlength addtolength addtocontents definecolor colorlet icmlauthor icmlaffiliation
            pgfplotstableread rule newlength DeclareMathSymbol newcolumntype SetKwInput
            SetKwFunction AtBeginEnvironment fontsize setstretch newtoks savebox
            AfterEndEnvironment
        """,
        "mmm": """
            addcontentsline titleformat setcounter* patchcmd titlespacing
        """,
    }.items()
    for name in names.split()
}  # fmt: skip
DROPPED |= {
    "\\vspace": "m",
    "\\hspace": "m",
    "\\footnotemark": "",
    "\\SetAlgoLined": "",
    "\\printbibliography": "",
}

# Commands whose last argument prints; the letters before it are dropped.
KEPT: dict[str, str] = {
    "\\textcolor": "m", "\\colorbox": "m", "\\fcolorbox": "mm", "\\resizebox": "mm", "\\scalebox": "m",
    "\\raisebox": "m", "\\parbox": "m", "\\makebox": "", "\\multirow": "mm", "\\rotatebox": "m",
    "\\hyperlink": "m",
    "\\hypertarget": "m", "\\adjustbox": "m", "\\makecell": "", "\\thead": "",
    "\\foreignlanguage": "m",
    "\\shortstack": "", "\\sidenote": "", "\\footnotetext": "", "\\framebox": "", "\\todo": "", "\\acl": "",
}  # fmt: skip

STYLES: dict[str, str] = {
    "\\textbf": "**", "\\emph": "*", "\\textit": "*", "\\texttt": "`", "\\textsl": "*", "\\strong": "**",
}  # fmt: skip

SYMBOLS: dict[str, str] = {
    "\\%": "%", "\\&": "&", "\\_": "_", "\\#": "#", "\\$": "\\$", "\\{": "{", "\\}": "}", "\\ ": " ",
    "\\,": " ",
    "\\;": " ", "\\:": " ", "\\!": "", "\\/": "", "\\-": "", "\\@": "", "\\\n": " ", "\\\\": "\n",
    "\\newline": "\n",
    "\\S": "§", "\\P": "¶", "\\dots": "…", "\\ldots": "…", "\\textellipsis": "…", "\\LaTeX": "LaTeX",
    "\\TeX": "TeX",
    "\\quad": " ", "\\qquad": "  ", "\\ss": "ß", "\\ae": "æ", "\\AE": "Æ", "\\o": "ø", "\\O": "Ø", "\\l": "ł",
    "\\L": "Ł", "\\aa": "å", "\\AA": "Å", "\\oe": "œ", "\\OE": "Œ", "\\i": "ı", "\\j": "ȷ", "\\dag": "†",
    "\\ddag": "‡", "\\copyright": "©", "\\pounds": "£", "\\textbackslash": "\\", "\\textasciitilde": "~",
    "\\textasciicircum": "^", "\\textless": "<", "\\textgreater": ">", "\\textbar": "|", "\\textemdash": "—",
    "\\textendash": "–", "\\textquotedblleft": "“", "\\textquotedblright": "”", "\\textquoteleft": "‘",
    "\\textquoteright": "’", "\\slash": "/", "\\textregistered": "®", "\\texttrademark": "™",
    "\\textdegree": "°",
    "\\checkmark": "✓", "\\cmark": "✓", "\\xmark": "✗", "\\textbullet": "•", "\\space": " ",
    "\\thinspace": " ",
    "\\enspace": " ", "\\nobreakspace": " ", "\\lbrack": "[", "\\rbrack": "]", "\\textunderscore": "_",
}  # fmt: skip

ACCENTS: dict[str, str] = {
    "\\'": "\u0301", "\\`": "\u0300", "\\^": "\u0302", '\\"': "\u0308", "\\~": "\u0303", "\\=": "\u0304",
    "\\.": "\u0307", "\\c": "\u0327", "\\v": "\u030c", "\\u": "\u0306", "\\H": "\u030b", "\\k": "\u0328",
    "\\r": "\u030a", "\\b": "\u0331", "\\d": "\u0323",
}  # fmt: skip

_CITES_WORDS = """
    cite citep citet citealp citealt citeauthor citeyear citeyearpar Citet Citep citenum parencite
    textcite autocite footcite fullcite shortcite citeA citeN onlinecite Cite supercite citetalias
    citepalias
"""
CITES = frozenset("\\" + name for name in _CITES_WORDS.split())

PICTURES = frozenset(
    ("tikzpicture", "axis", "pgfpicture", "picture", "pspicture", "tikzcd", "forest", "circuitikz")
)
SKIPPED = frozenset(
    ("comment", "CCSXML", "filecontents", "icmlauthorlist", "keywords", "titlepage*", "pycode", "NoHyper*")
)
ENVIRONMENT_ARGUMENTS = {
    "minipage": "m", "multicols": "m", "wrapfigure": "mm", "wraptable": "mm", "tcolorbox": "",
    "adjustbox": "m",
    "subfigure": "m", "subtable": "m", "adjustwidth": "mm", "spacing": "m", "threeparttable": "",
    "list": "mm",
    "textblock": "m", "subcaptionblock": "m", "mdframed": "", "wrapfloat": "mmm", "turn": "m", "rotate": "m",
}  # fmt: skip


def accented(command: str, letter: str) -> str:
    """The letter with the accent, composed where Unicode has it."""
    base = {"\u0131": "i", "\u0237": "j"}.get(letter[:1], letter[:1])
    return unicodedata.normalize("NFC", base + ACCENTS[command]) + letter[1:]


def prose(text: str) -> str:
    """TeX's input ligatures as the characters they print."""
    if "-" not in text and "`" not in text and "'" not in text:
        return text
    text = text.replace("---", "—").replace("--", "–")
    return text.replace("``", "“").replace("''", "”").replace("`", "‘")
