"""The words of a line of pseudocode: whether they only describe its formula, or say more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rca_kernel.formal.segments import Segment

FILLER = {
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
# Words that make a step conditional, repeated, partial or random, so that its formula is not all of it.
_BINDING = {
    "if", "else", "otherwise", "when", "whenever", "while", "until", "till", "unless", "except", "only",
    "each", "every", "all", "both", "any", "odd", "even", "last", "end", "beginning", "start", "finally",
    "repeat", "repeatedly", "times", "once", "twice", "periodically", "occasionally", "iteration",
    "iterations", "epoch", "epochs", "episode", "episodes", "round", "rounds", "probability", "random",
    "after", "before", "during", "without", "not", "no", "never", "sort", "sorted", "shuffle", "shuffled",
    "permute", "permuted", "clip", "clipped", "project", "projected", "truncate", "truncated", "discard",
    "remove", "drop", "replace", "swap", "stop", "skip", "using", "via", "such", "subject", "approximately",
    "solve", "minimize", "maximize", "minimise", "maximise", "elementwise", "parallel", "same",
}  # fmt: skip
_CONDITIONAL = re.compile(
    r"\b(?:if|when|whenever|unless|only|otherwise|until|while|with\s+probability|w\.p\.|repeat)\b"
    r"|\bfor\s+(?:each|every|all|\W*[\u2020\u2021])",
    re.IGNORECASE,
)
_LAYOUT = re.compile(
    r"\\(?:quad|qquad|hfill|triangleright|hspace\*?\{[^}]*\}|textbf|emph|textit|textsc|underline|bf|it|em"
    r"|bfseries|itshape|,|;|\s)|[{}~]"
)
FORMULA, OTHER = "\u2020", "\u2021"


def marked(parts: Sequence[Segment], formal: Sequence[Segment]) -> str:
    """The line as words, with one mark for each formula and another for other mathematics."""
    text = "".join(FORMULA if p in formal else OTHER if p.math else p.text for p in parts)
    return " ".join(_LAYOUT.sub(" ", text).split())


def words_of(text: str) -> set[str]:
    found = re.findall(r"[a-z][a-z.-]*", text.lower().replace("\\", " "))
    return {w.strip(".-") for w in found if w.strip(".-")}


def says_more(parts: Sequence[Segment], formal: Sequence[Segment]) -> bool:
    """Whether the words are more than a description of the formula."""
    line = marked(parts, formal)
    inner = re.findall(r"\([^()]*\)", line)
    before, _, after = re.sub(r"\([^()]*\)", " ", line).partition(FORMULA)
    if any(_CONDITIONAL.search(i) for i in inner):
        return True
    return not (_describes(before) and _follows(after.replace(FORMULA, " ")))


def _describes(before: str) -> bool:
    """Words before the formula: filler, a heading, or one clause whose object the formula is."""
    words = words_of(before)
    if words <= FILLER:
        return OTHER not in before
    if words & _BINDING or re.search(r"\d", before):
        return False
    _, colon, rest = before.rpartition(":")
    if colon:
        return words_of(rest) <= FILLER and OTHER not in rest
    return OTHER not in before and not re.search(r"[,;.]|\b(?:and|then)\b", before)


def _follows(after: str) -> bool:
    """Words after the formula: filler, or what it is the value of (`of the batch`)."""
    words = words_of(after)
    if OTHER in after:
        return False
    return words <= FILLER or (after.lstrip().startswith("of ") and not words & _BINDING)


def is_heading(text: str, parts: Sequence[Segment]) -> bool:
    """`\\textbf{Predict:}`, `Update step:`, `\\textbf{update EMA of $g_t$}`: a title of what follows."""
    bare = text.strip().rstrip(" .")
    line = marked(parts, ())
    words = words_of(line)
    if line.endswith(":"):
        return not words & _BINDING and len(words) <= 6
    bold = re.fullmatch(
        r"\\(?:textbf|textit|emph|underline|textsc)\s*\{[^{}]*\}|\{\\(?:bf|bfseries|it|em)\b[^{}]*\}", bare
    )
    return bold is not None and words <= FILLER | _TITLES


_TITLES = {
    "ema", "of", "phase", "stage", "clip", "add", "descent", "ascent", "forward", "backward", "pass",
    "backpropagation", "predict", "correct", "correction", "main", "loop", "inner", "outer", "e-step",
    "m-step", "expectation", "maximization", "measurement", "aggregation", "aggregate", "averaging",
    "primal", "dual", "assignment", "bias", "training", "inference", "sampling", "clipping", "parameter",
}  # fmt: skip
