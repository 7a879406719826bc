"""Raw pseudocode as statements: assignments, loops, branches, draws, returns; prose is refused or a hook."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.conditions import read_condition
from rca_kernel.formal.ends import initial_values, read_values
from rca_kernel.formal.exits import Exit, read_exit, refuse_unclear_exits
from rca_kernel.formal.headers import Loop, known_range, nested, read_loop
from rca_kernel.formal.hooks import Hook, holds_words, read_condition_hook, read_hook, read_result_hook
from rca_kernel.formal.line_forms import Choice, choice, repeated, several, without_comment
from rca_kernel.formal.parser import Setting
from rca_kernel.formal.pieces import assigns
from rca_kernel.formal.pseudocode_lines import RawAlgorithm, RawBlock, RawLine
from rca_kernel.formal.pseudocode_steps import read_steps
from rca_kernel.formal.requirements import Requirement, read_requirement
from rca_kernel.formal.segments import Segment, prose_of, segments
from rca_kernel.formal.statements import Assign, If, Remark, Repeat, Return, Statement, While
from rca_kernel.formal.tree import Expr, Symbol
from rca_kernel.formal.wording import FILLER, is_heading, marked

_RETURNED = FILLER | {
    "resulting", "final", "output", "solution", "learned", "trained", "optimized", "best", "averaged",
    "iterate", "iterates", "approximate", "approximation", "estimator", "estimates", "samples", "sequence",
    "point", "matrix", "policy", "network", "generated", "converged", "posterior", "approximately", "optimal",
    "updated", "last", "global", "image", "data", "theta", "array", "vectors", "function",
}  # fmt: skip
_SYMBOL = r"(?:\\[A-Za-z]+\s*)*\{?\s*[A-Za-z]?\s*\}?(?:'|[_^](?:\{[^{}]*\}|\\?[A-Za-z0-9*]+))*"
_COMPUTING = {
    "absolute", "all", "among", "any", "apply", "argmax", "argmin", "average", "by", "call", "clipped",
    "concatenation", "difference", "double", "each", "else", "every", "exponential", "first", "for", "from",
    "gradient", "half", "if", "in", "index", "indices", "inverse", "inverted", "largest", "length", "log",
    "logarithm", "max", "maximum", "mean", "median", "min", "minimum", "mode", "negative", "norm",
    "normalized", "not", "number", "of", "on", "otherwise", "over", "per", "product", "projected",
    "projection", "random", "ratio", "reversed", "root", "rounded", "sample", "sampled", "scaled",
    "shuffled", "sigmoid", "sign", "size", "smallest", "softmax", "some", "sorted", "square", "subset",
    "such", "sum", "that", "to", "top", "top-k", "transpose", "transposed", "twice", "where", "which",
    "whose", "with",
}  # fmt: skip
_PROSE_HINT = "Write it as an assignment; where hooks are allowed it becomes a function that you give."


class Reader:
    """Builds statements; gathers requirements, the outputs named, and the hooks where they are allowed."""

    def __init__(self, setting: Setting, hooks: bool = False) -> None:
        self.setting = setting
        self.takes_hooks = hooks
        self.requirements: list[Requirement] = []
        self.outputs: list[Symbol] = []
        self.hooks: dict[str, Hook] = {}
        self.loops: list[str] = []
        self.exits: list[Exit] = []
        self.written: set[str] = set()
        self.ranges: dict[str, Loop | None] = {}

    def statements(self, items: Sequence[RawLine | RawBlock]) -> tuple[Statement, ...]:
        found: list[Statement] = []
        place = 0
        while place < len(items):
            item = items[place]
            place += 1
            if isinstance(item, RawLine):
                lines = self._line(item, more=place < len(items))
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
                        "there are several procedures in one algorithm",
                        token=item.header,
                        position=item.position,
                        hint="Give each procedure as an algorithm of its own.",
                    )
                return self.statements(item.body)
            else:
                found += self._loop(item)
        return tuple(found)

    def _loop(self, block: RawBlock) -> list[Statement]:
        if block.kind in {"elif", "else"}:
            raise FormalError("this else has no if before it", token=block.header, position=block.position,
                              hint="Begin the branches with an if.")  # fmt: skip
        if block.kind == "for":
            loops = self._range(block.header, block.position)
            return nested(loops, self._body(block, asked=not loops[0].open))
        condition = None if block.kind == "loop" else self._condition(block)
        body = self._body(block, asked=block.kind == "while" and condition is not None)
        return [Repeat(body, condition) if block.kind == "repeat" else While(condition, body)]

    def _range(self, header: str, position: int) -> tuple[Loop, ...]:
        """The loops of a header; `all $i$` runs where the other loops over i do."""
        known = known_range(header, self.ranges)
        loops = (known,) if known is not None else read_loop(header, position, self.setting)
        for loop in loops:
            same = self.ranges.setdefault(loop.index.key, loop)
            if same is not None and same.domain != loop.domain:
                self.ranges[loop.index.key] = None
        return loops

    def _body(self, block: RawBlock, *, asked: bool = True) -> tuple[Statement, ...]:
        """The steps of a loop; `asked` where its condition stands before them."""
        self.loops.append(block.kind if asked else "repeated")
        found = self.statements(block.body)
        self.loops.pop()
        return found

    def _condition(self, block: RawBlock) -> Expr | None:
        """A comparison, a hook where it is in words only; None for 'until convergence'."""
        try:
            asks = block.kind in {"if", "elif"}
            return read_condition(block.header, block.position, self.setting, flags=asks)
        except FormalError:
            if not self.takes_hooks:
                raise
            return self._hooked(read_condition_hook(block.header, block.position, self.setting)).call

    def _hooked(self, hook: Hook) -> Hook:
        self.hooks[hook.symbol.key] = hook
        return hook

    def _branches(self, blocks: Sequence[RawBlock]) -> If:
        branches = []
        otherwise: tuple[Statement, ...] = ()
        for block in blocks:
            if block.kind == "else":
                otherwise = self.statements(block.body)
                continue
            condition = self._condition(block)
            if condition is None:
                raise FormalError(
                    "whether it has converged is asked outside a loop",
                    token=prose_of(block.header),
                    position=block.position,
                    hint="Write the condition as a comparison.",
                )
            branches.append((condition, self.statements(block.body)))
        return If(tuple(branches), otherwise)

    def _line(self, line: RawLine, *, more: bool) -> list[Statement]:
        """The steps of one line; `more` where another line follows in the same block."""
        if line.role == "comment":
            return [Remark(prose_of(line.text))] if line.text.strip() else []
        if line.role == "require":
            self.requirements.extend(read_requirement(line.text))
            return []
        text, comment = without_comment(line.text)
        remarks: list[Statement] = [Remark(prose_of(comment))] if comment else []
        if not text.strip():
            return remarks
        line = RawLine(line.role, text, line.position)
        if line.role == "ensure" and (more or not self._is_value(line)):
            self._ensured(line)
            return []
        if line.role in {"return", "ensure"}:
            return [*remarks, *self._returned(line)]
        left = read_exit(line, self.loops)
        if left is not None:
            self.exits.append(left)
            return [*remarks, left.statement]
        return [*remarks, *self._formed(line, more=more)]

    def _formed(self, line: RawLine, *, more: bool) -> list[Statement]:
        """A step, one repeated or made to depend at the end of its line, a heading, initial values."""
        pieces = several(line.text)
        if pieces:
            lines = [RawLine(line.role, text, line.position + at) for at, text in pieces]
            return [s for one in lines for s in self._formed(one, more=False)]
        parts = segments(line.text, line.position)
        if more and is_heading(line.text, parts) and not any(p.math and assigns(p) for p in parts):
            return [Remark(" ".join(marked(parts, ()).split()))]
        repetition = repeated(line.text)
        if repetition is not None and any(p.math and assigns(p) for p in segments(repetition[0])):
            try:
                loops = self._range(repetition[1], line.position)
            except FormalError:
                if self.takes_hooks:
                    return self._steps(line, parts)
                raise
            body = self._formed(RawLine(line.role, repetition[0], line.position), more=False)
            return nested(loops, tuple(body))
        branch = choice(parts)
        if branch is not None:
            return [self._choice(branch, line)]
        initial = initial_values(parts) if not self.loops else None
        if initial is not None and not {r.symbol.stem for r in initial.given} & self.written:
            self.requirements += initial.given
            parts = list(initial.steps)
            if not parts:
                return []
        return self._steps(line, parts)

    def _choice(self, branch: Choice, line: RawLine) -> If:
        condition = read_condition(branch.condition, line.position, self.setting, flags=True)
        if condition is None:
            raise FormalError("whether it has converged is asked outside a loop", token=prose_of(line.text),
                position=line.position,
                              hint="Write the condition as a comparison.")  # fmt: skip
        first = tuple(self._steps(line, list(branch.head)))
        other = tuple(self._steps(line, list(branch.other))) if branch.other else ()
        return If(((condition, first),), other)

    def _steps(self, line: RawLine, parts: list[Segment]) -> list[Statement]:
        wordy = self.takes_hooks and holds_words(line.text)
        steps = None if wordy else read_steps(line.text, line.position, parts, self.setting)
        if steps is not None:
            self.written |= {t.stem for s in steps if isinstance(s, Assign) for t in s.targets}
            return steps
        if self.takes_hooks:
            return [self._hooked(read_hook(line.text, line.position, self.setting)).statement]
        formal = any(p.math and assigns(p) for p in parts)
        reason = "the words of this line say more than its formula" if formal else (
            "this line of words has no formal meaning"
        )  # fmt: skip
        raise FormalError(reason, token=prose_of(line.text), position=line.position, hint=_PROSE_HINT)

    def _is_value(self, line: RawLine) -> bool:
        """Whether an output line at the end gives values, rather than say what the algorithm is for."""
        return any(p.math for p in segments(line.text)) and not self.loops

    def _ensured(self, line: RawLine) -> None:
        """The outputs named, for an algorithm that returns nothing else."""
        for part in segments(line.text, line.position):
            if part.math and assigns(part) and "=" not in part.text:
                raise FormalError("a step stands among the outputs", token=prose_of(line.text),
                    position=line.position,
                                  hint="Write it among the steps.")  # fmt: skip
        self.outputs += [r.symbol for r in read_requirement(line.text)]

    def _returned(self, line: RawLine) -> list[Statement]:
        parts = segments(line.text, line.position)
        maths = [p for p in parts if p.math]
        prose = " ".join(p.text for p in parts if not p.math)
        left = re.sub(r"\([^()]*\)|\\textbf", " ", prose).lower().replace("return", " ")
        words = set(re.findall(r"[a-z-]+", left))
        if not maths or not (words <= _RETURNED or _is_named(parts, words)):
            if self.takes_hooks and line.text.strip():
                return [Return((self._hooked(self._result(line)).call,))]
            raise FormalError("what is returned is said in words only", token=prose_of(line.text),
                position=line.position,
                              hint="Return symbols: \\Return $x$.")  # fmt: skip
        steps: list[Statement] = []
        values: list[Expr] = []
        explained = prose.strip().endswith(")") and "(" in prose and len(maths) == 2
        for part in maths[: 1 if explained else None]:
            found = read_values(part, self.setting)
            steps += found.steps
            values += found.values
        return [*steps, Return(tuple(values))]

    def _result(self, line: RawLine) -> Hook:
        return read_result_hook(line.text, line.position, self.setting)


def _is_named(parts: Sequence[Segment], words: set[str]) -> bool:
    """`\\Return adversarial example $x'$`: a noun with its symbol, and no word that computes."""
    maths = [p for p in parts if p.math]
    last = parts[-1] if parts[-1].text.strip(" .") else parts[-2]
    symbol = len(maths) == 1 and maths[0] is last and re.fullmatch(_SYMBOL, maths[0].text.strip())
    return bool(symbol) and len(words) <= 3 and not words & _COMPUTING


def _is_branch(item: RawLine | RawBlock) -> bool:
    return isinstance(item, RawBlock) and item.kind in {"elif", "else"}


def read_algorithm(
    raw: RawAlgorithm, setting: Setting, *, hooks: bool = False
) -> tuple[Reader, tuple[Statement, ...]]:
    """The statements of a raw algorithm, with the reader that holds its requirements."""
    reader = Reader(setting, hooks)
    found = reader.statements(raw.body)
    refuse_unclear_exits(found, reader.exits)
    return reader, found
