"""Raw pseudocode as statements: assignments, loops, branches, draws, returns; prose is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.definitions import trimmed
from rca_kernel.formal.headers import read_condition, read_loop
from rca_kernel.formal.lefts import read_left
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.pieces import assigns, commas, is_mark, padded, tokens_of, unwrapped
from rca_kernel.formal.pseudocode_lines import RawAlgorithm, RawBlock, RawLine
from rca_kernel.formal.requirements import Requirement, read_requirement
from rca_kernel.formal.rows import depths
from rca_kernel.formal.sampling import read_distribution, refuse_index_draw
from rca_kernel.formal.segments import Segment, prose_of, segments
from rca_kernel.formal.statements import Assign, For, If, Remark, Repeat, Return, Statement, While
from rca_kernel.formal.symbols import word_symbol
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.tree import Apply, Expr, Sample

_FILLER = {
    "compute", "computes", "update", "updates", "set", "let", "initialize", "initialise", "init", "draw",
    "sample",
    "calculate", "evaluate", "obtain", "get", "the", "a", "an", "new", "as", "by", "and", "with", "to",
    "gradient",
    "gradients", "then", "parameters", "parameter", "step", "moment", "first", "second", "estimate",
    "biased", "bias",
    "corrected", "bias-corrected", "model", "noise", "weights", "weight", "momentum", "velocity", "loss",
    "state",
    "mix", "mixing", "coefficient", "ratio", "assign", "define", "apply", "perform", "initialization",
    "timestep",
    "vector", "raw", "mean", "learning", "rate", "average", "moving", "exponential", "form", "time",
    "variable",
    "accumulate", "squared", "variance", "scale", "prediction", "take", "inputs", "labels", "targets",
    "mixed",
    "randomly", "where", "value", "values", "current", "next", "iterate", "decay", "correction", "normalize",
}  # fmt: skip
_BATCH = re.compile(r"\b(?:sample|draw|get|select|take)\b.*\b(?:mini-?\s?batch|batch)\b", re.IGNORECASE)


class Reader:
    """Builds statements; gathers requirements and the outputs named."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.requirements: list[Requirement] = []
        self.outputs: list[str] = []

    def statements(self, items: Sequence[RawLine | RawBlock]) -> tuple[Statement, ...]:
        found: list[Statement] = []
        place = 0
        while place < len(items):
            item = items[place]
            place += 1
            if isinstance(item, RawLine):
                lines = self._line(item)
                trailing = item.role == "comment" and found and isinstance(found[-1], Assign)
                found[len(found) - 1 if trailing else len(found) :] = [
                    *lines,
                    *(found[-1:] if trailing else []),
                ]
            elif item.kind == "if":
                branches = [item]
                while place < len(items) and _is_branch(items[place]):
                    branches.append(items[place])  # type: ignore[arg-type]
                    place += 1
                found.append(self._branches(branches))
            elif item.kind == "procedure":
                if place < len(items) or found:
                    raise FormalError(
                        "several procedures in one algorithm", token=item.header, position=item.position
                    )
                return self.statements(item.body)
            else:
                found.append(self._loop(item))
        return tuple(found)

    def _loop(self, block: RawBlock) -> Statement:
        if block.kind in {"elif", "else"}:
            raise FormalError("an else without its if", token=block.header, position=block.position)
        if block.kind == "for":
            index, domain, step = read_loop(block.header, block.position, self.setting)
            return For(index, domain, self.statements(block.body), step)
        if block.kind == "loop":
            return While(None, self.statements(block.body))
        condition = read_condition(block.header, block.position, self.setting)
        if block.kind == "repeat":
            return Repeat(self.statements(block.body), condition)
        return While(condition, self.statements(block.body))

    def _branches(self, blocks: Sequence[RawBlock]) -> If:
        branches = []
        otherwise: tuple[Statement, ...] = ()
        for block in blocks:
            if block.kind == "else":
                otherwise = self.statements(block.body)
                continue
            condition = read_condition(block.header, block.position, self.setting)
            if condition is None:
                raise FormalError(
                    "this condition has no formal meaning", token=block.header, position=block.position
                )
            branches.append((condition, self.statements(block.body)))
        return If(tuple(branches), otherwise)

    def _line(self, line: RawLine) -> list[Statement]:
        if line.role == "comment":
            return [Remark(prose_of(line.text))] if line.text.strip() else []
        if line.role == "require":
            self.requirements.extend(read_requirement(line.text))
            return []
        if line.role == "ensure":
            if any(p.math and assigns(p) and "=" not in p.text for p in segments(line.text)):
                raise FormalError(
                    "a step among the outputs", token=prose_of(line.text), position=line.position
                )
            return []
        parts = segments(line.text, line.position)
        first = next((p for p in parts if not p.math and p.text.strip()), None)
        words = (
            first.text.replace("\\textbf{", "").strip(" {}").lower()
            if first and parts.index(first) == 0
            else ""
        )
        if line.role == "return" or words.startswith("return"):
            return [self._returned(line, parts)]
        bold = re.match(
            r"\\textbf\{(input|output|require|ensure|parameters?)s?:?\}", line.text.strip(), re.IGNORECASE
        )
        if bold:
            if bold.group(1).lower() not in {"output", "ensure"}:
                self.requirements.extend(read_requirement(line.text[bold.end() :]))
            return []
        return self._steps(line, parts)

    def _returned(self, line: RawLine, parts: list[Segment]) -> Return:
        maths = [p for p in parts if p.math]
        prose = " ".join(p.text for p in parts if not p.math)
        left = re.sub(r"\([^()]*\)|\\textbf", " ", prose).lower().replace("return", " ")
        if not maths or not set(re.findall(r"[a-z-]+", left)) <= _FILLER | {
            "resulting",
            "final",
            "output",
            "solution",
        }:
            raise FormalError(
                "what is returned has no formal meaning", token=line.text.strip(), position=line.position
            )
        values: list[Expr] = []
        for part in maths:
            tokens = [t for t in tokenize(part.text, part.position) if t.kind != "end"]
            for piece in commas(unwrapped(tuple(tokens))):
                values.append(self._expression(piece, part))
        return Return(
            tuple(values[: 1 if prose.strip().endswith(")") and "(" in prose and len(maths) == 2 else None])
        )

    def _expression(self, tokens: Sequence[Token], part: Segment) -> Expr:
        if any(is_mark(t, d) for t, d in zip(tokens, depths(tokens), strict=True)):
            raise FormalError(
                "a definition where a value is returned", token=part.text, position=part.position
            )
        return parse(trimmed(tuple(tokens)), padded(part), self.setting)

    def _steps(self, line: RawLine, parts: list[Segment]) -> list[Statement]:
        """Assignments and draws of one line; the words around them must say no more than the mathematics."""
        formal = [p for p in parts if p.math and assigns(p)]
        prose = " ".join(p.text for p in parts if not p.math)
        if _BATCH.search(prose) and not any("gets" in p.text or "leftarrow" in p.text for p in formal):
            return [self._minibatch(line, parts)]
        if not formal:
            raise FormalError("this line has no formal meaning", token=prose_of(line.text),
                position=line.position,
                              hint="Write it as an assignment, or leave it to a model.")  # fmt: skip
        note = self._checked_prose(line, parts, formal)
        steps: list[Statement] = []
        for part in formal:
            steps += self._assignments(part, note if len(formal) == 1 else "")
        return steps

    def _checked_prose(self, line: RawLine, parts: list[Segment], formal: list[Segment]) -> str:
        """The words as a remark; refused where they are more than filler, a label, or parentheses."""
        text = "".join("\u2020" if p in formal else "\u2021" if p.math else p.text for p in parts)
        outside = re.sub(r"\([^()]*\)", " ", text)
        outside = re.sub(r"^[^\u2020\u2021]*:", " ", outside)
        outside = re.sub(
            r"\\(?:quad|qquad|hfill|triangleright|hspace\{[^}]*\}|textbf|emph|textit)|[{}]", " ", outside
        )
        words = set(re.findall(r"[a-z][a-z.-]*", outside.lower().replace("\\", " ")))
        words = {w.strip(".-") for w in words if w.strip(".-")}
        if not words <= _FILLER or "\u2021" in outside:
            raise FormalError("the words of this line say more than its formula", token=prose_of(line.text),
                              position=line.position, hint="Write the step as a formula.")  # fmt: skip
        return " ".join(p.text.strip() for p in parts if not p.math).strip(" ().:;,")

    def _minibatch(self, line: RawLine, parts: list[Segment]) -> Statement:
        """`Sample a minibatch $B$ from $D$` draws from a function that is given."""
        maths = [p for p in parts if p.math]
        if not maths:
            raise FormalError(
                "this line has no formal meaning", token=line.text.strip(), position=line.position
            )
        pieces = re.split(r"\\sim|\\subset(?:eq)?|\\in(?![a-z])", maths[0].text)
        target = read_left(tokens_of(pieces[0], maths[0].position), padded(maths[0])).symbol
        args: list[Expr] = []
        origin = pieces[1] if len(pieces) == 2 else maths[1].text if len(maths) == 2 else ""
        if len(maths) > 2 or len(pieces) > 2:
            raise FormalError(
                "this line has no formal meaning", token=prose_of(line.text), position=line.position
            )
        if origin.strip():
            args.append(parse(tokens_of(origin, 0), origin, self.setting))
        function = word_symbol("sample_minibatch", prose_of(line.text), line.position)
        return Assign(target, Apply(function, tuple(args)), line.text.strip(), prose_of(line.text))

    def _assignments(self, part: Segment, note: str) -> list[Statement]:
        tokens = tuple(t for t in tokenize(part.text, part.position) if t.kind not in {"end", "align", "row"})
        source = padded(part)
        steps: list[Statement] = []
        pieces = commas(trimmed(tokens))
        marked = [p for p in pieces if any(is_mark(t, d) for t, d in zip(p, depths(p), strict=True))]
        if len(marked) == 1 and len(pieces) > 1:
            return self._tuple(trimmed(tokens), source, note)
        for piece in pieces:
            steps += self._assignment(piece, source, note)
        return steps

    def _tuple(self, tokens: tuple[Token, ...], source: str, note: str) -> list[Statement]:
        """`a, b <- c, d` where the right sides do not use what is assigned on the left."""
        mark = next(n for n, (t, d) in enumerate(zip(tokens, depths(tokens), strict=True)) if is_mark(t, d))
        lefts, rights = commas(tokens[:mark]), commas(tokens[mark + 1 :])
        if len(lefts) != len(rights):
            raise FormalError("as many values as names were expected",
                token=source[tokens[0].start :].strip(),
                              position=tokens[0].start)  # fmt: skip
        targets = [read_left(left, source, self.setting.callables).symbol for left in lefts]
        values = [parse(right, source, self.setting) for right in rights]
        from rca_kernel.formal.tree import Symbol, walk

        used = {n.key for v in values for n in walk(v) if isinstance(n, Symbol)}
        if used & {t.key for t in targets}:
            raise FormalError("a simultaneous assignment that uses its own targets", token=targets[0].latex,
                              position=targets[0].position)  # fmt: skip
        latex = source[tokens[0].start : tokens[-1].end]
        return [Assign(t, v, latex, note) for t, v in zip(targets, values, strict=True)]

    def _assignment(self, tokens: tuple[Token, ...], source: str, note: str) -> list[Statement]:
        sides: list[list[Token]] = [[]]
        sample = False
        for token, depth in zip(tokens, depths(tokens), strict=True):
            if is_mark(token, depth):
                sample = sample or token.text == "sim"
                if sides[-1] and sides[-1][-1].text == ":":
                    sides[-1].pop()
                sides.append([])
            else:
                sides[-1].append(token)
        if len(sides) < 2 or not all(sides):
            raise FormalError("an assignment was expected", token=source[tokens[0].start : tokens[-1].end],
                              position=tokens[0].start)  # fmt: skip
        targets = [read_left(s, source, self.setting.callables) for s in sides[:-1]]
        if sample and len(sides) > 2:
            raise FormalError("a draw in a chain", token=source[tokens[0].start : tokens[-1].end])
        for target in targets:
            if target.applied:
                raise FormalError("a function is defined inside the algorithm", token=target.symbol.latex,
                                  position=target.symbol.position,
                                      hint="Define it as an equation.")  # fmt: skip
        value = (
            read_distribution(sides[-1], source, self.setting)
            if sample
            else parse(sides[-1], source, self.setting)
        )
        if isinstance(value, Sample):
            refuse_index_draw(targets[0].symbol, value)
        latex = source[tokens[0].start : tokens[-1].end]
        return [Assign(t.symbol, value, latex, note) for t in reversed(targets)]


def _is_branch(item: RawLine | RawBlock) -> bool:
    return isinstance(item, RawBlock) and item.kind in {"elif", "else"}


def read_algorithm(raw: RawAlgorithm, setting: Setting) -> tuple[Reader, tuple[Statement, ...]]:
    """The statements of a raw algorithm, with the reader that holds its requirements."""
    reader = Reader(setting)
    return reader, reader.statements(raw.body)
