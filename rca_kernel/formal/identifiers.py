"""Program names in mathematics: letters joined as in `step\\_num`, and runs of letters that are assigned."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rca_kernel.formal.depths import depths
from rca_kernel.formal.pseudocode_lines import RawBlock, RawLine, rewrite, texts
from rca_kernel.formal.runs import has_one_script, may_multiply, refuse_run
from rca_kernel.formal.segments import segments
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import DEFINERS

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


_ASSIGNED = re.compile(
    r"(?:^|[,;])\s*(?P<word>[A-Za-z]{2,})\s*(?:(?P<equals>=(?!=))|:=|\\(?:gets|leftarrow|sim)(?![a-z]))"
)
_ARROWS = {"gets", "leftarrow", "longleftarrow", "coloneqq", "coloneq", "triangleq"}
_ALONE = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")
_SCRIPTS = {"^", "_", "'"}

_IN_TEXT = re.compile(rf"\\(?:{'|'.join(sorted(_TEXT))}|begin|end|tag)\s*\{{[^{{}}]*$")


def with_words(items: Sequence[RawLine | RawBlock]) -> None:
    """`key` in all lines as `\\mathrm{key}` where a line of pseudocode assigns `key`."""
    lines = list(texts(items))
    maths = [p.text for _, text in lines for p in segments(text) if p.math]
    words = {found["word"] for text in maths for found in _ASSIGNED.finditer(text)}
    words -= _products(lines, words)
    if not words:
        return
    spelled = "|".join(sorted(words, key=len, reverse=True))
    found = re.compile(rf"(?<![A-Za-z\\])(?:{spelled})(?![A-Za-z])")
    rewrite(
        items,
        lambda text: "".join(_named(p.text, found) if p.math else p.text for p in segments(text)),
    )


def _products(shown: Sequence[tuple[RawLine | RawBlock, str]], words: set[str]) -> set[str]:
    """Runs that `=` defines and that may be products; refused where one is read again."""
    lines = [(holder, [p.text for p in segments(text) if p.math]) for holder, text in shown]
    maths = [text for _, found in lines for text in found]
    sure = {m["word"] for text in maths for m in _ASSIGNED.finditer(text) if not m["equals"]}
    alone = {letter for text in maths for letter in _ALONE.findall(text)}
    products = {word for word in words - sure if may_multiply(word, alone)}
    for word in words - sure:
        spelled = re.compile(rf"(?<![A-Za-z\\]){word}(?![A-Za-z])(?P<script>\s*[\^_'])?")
        for holder, found in lines:
            for text in found:
                defined = {m.start("word") for m in _ASSIGNED.finditer(text)}
                reads = [m for m in spelled.finditer(text) if not _IN_TEXT.search(text[: m.start()])]
                reads = [m for m in reads if m.start() not in defined]
                if any(word in products or (m["script"] and has_one_script(word)) for m in reads):
                    refuse_run(word, holder.position)
    return products


def _named(text: str, words: re.Pattern[str]) -> str:
    """The mathematics with each such word in `\\mathrm`, but not inside of text."""

    def wrapped(match: re.Match[str]) -> str:
        return match[0] if _IN_TEXT.search(text[: match.start()]) else "\\mathrm{" + match[0] + "}"

    return "$" + words.sub(wrapped, text) + "$"


def assigned_words(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The same for the definitions of a display: `ab &= x + 1` makes every `ab` a name."""
    runs = _runs(tokens)
    defined = [run for run in runs if _sign(tokens, run)]
    words = {_word(tokens, run) for run in defined}
    if not words:
        return tuple(tokens)
    sure = {_word(tokens, run) for run in defined if _sign(tokens, run) in _ARROWS}
    inside = {place for run in runs for place in range(*run)} | _texts_inside(tokens)
    alone = {t.text for place, t in enumerate(tokens) if t.kind == "letter" and place not in inside}
    alone |= {c for run in runs if len(w := _word(tokens, run)) == 2 and w not in words for c in w}
    products = {word for word in words - sure if may_multiply(word, alone)}
    for run in runs:
        word, after = _word(tokens, run), tokens[run[1] : run[1] + 1]
        raised = bool(after) and after[0].text in _SCRIPTS and has_one_script(word)
        if run not in defined and (word in products or (word in words - sure and raised)):
            refuse_run(word, tokens[run[0]].start)
    return _wrapped(tokens, [run for run in runs if _word(tokens, run) in words - products])


def _texts_inside(tokens: Sequence[Token]) -> set[int]:
    """The places of tokens inside of text."""
    inside: set[int] = set()
    level = depths(tokens)
    for place, token in enumerate(tokens[:-1]):
        if token.kind == "command" and token.text in _TEXT and tokens[place + 1].kind == "open":
            ends = (n for n in range(place + 2, len(tokens)) if level[n] == level[place])
            inside |= set(range(place + 1, next(ends, len(tokens))))
    return inside


def _runs(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Touching letters outside of text."""
    found: list[tuple[int, int]] = []
    texts = _texts_inside(tokens)
    place = 0
    while place < len(tokens):
        end = place
        while (
            end < len(tokens)
            and tokens[end].kind == "letter"
            and (end == place or tokens[end].start == tokens[end - 1].end)
        ):
            end += 1
        if end - place > 1 and place not in texts:
            found.append((place, end))
        place = max(end, place + 1)
    return found


def _word(tokens: Sequence[Token], run: tuple[int, int]) -> str:
    return "".join(t.text for t in tokens[run[0] : run[1]])


def _sign(tokens: Sequence[Token], run: tuple[int, int]) -> str:
    """The sign after a run that is the whole left side of a definition, nothing for any other run."""
    before = tokens[run[0] - 1] if run[0] else None
    if not (before is None or before.kind in {"row", "align"} or before.text in {",", ";"}):
        return ""
    after = [t.text for t in tokens[run[1] :] if t.kind != "align"][:2]
    if after == [":", "="]:
        return "coloneqq"
    return after[0] if after and after[0] in DEFINERS else ""


def _wrapped(tokens: Sequence[Token], runs: Collection[tuple[int, int]]) -> tuple[Token, ...]:
    found: list[Token] = []
    ends = dict(runs)
    place = 0
    while place < len(tokens):
        end = ends.get(place)
        if end is None:
            found.append(tokens[place])
            place += 1
            continue
        start, stop = tokens[place].start, tokens[end - 1].end
        gap, wide = tokens[place].gap, tokens[place].wide
        found += [Token("command", "mathrm", start, start, "", gap, wide), Token("open", "{", start, start)]
        found += [*tokens[place:end], Token("close", "}", stop, stop)]
        place = end
    return tuple(found)
