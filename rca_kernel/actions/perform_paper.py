"""Actions on the paper, performed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, assert_never

from rca_kernel.actions import paper_kinds as k
from rca_kernel.actions.excerpt import PAGE, excerpt
from rca_kernel.actions.observation import Observation
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError, FormalError, RcaError
from rca_kernel.paper.document import Equation
from rca_kernel.paper.looking_up import MOST, displays_of, mentions_of, sentences_with, statements_of
from rca_kernel.paper.passage import Passage
from rca_kernel.paper.symbols import SYMBOL, canonical, family, mathematics_in, symbols
from rca_kernel.paper.targets import name_of

if TYPE_CHECKING:
    from rca_kernel.formal import Translation


def perform_paper(at: Workplace, action: k.PaperAction) -> Observation:
    match action:
        case k.ReadPaper(target=target):
            if at.read_paper is None:
                raise ActionError(
                    "The paper is not at hand in this session.", hint="Use what the prompt quotes."
                )
            return Observation(True, excerpt(at.read_paper(target), PAGE, "read a smaller part of it"))
        case k.LookUpSymbol(symbol=symbol):
            if at.passage is None:
                raise ActionError(
                    "The passage is not at hand in this session.", hint="Use what the prompt quotes."
                )
            return Observation(True, excerpt(_look_up(at.passage, symbol), PAGE, "read_paper its equation"))
        case k.LookUpReference(reference=reference):
            return Observation(True, excerpt(_referred(at, reference), PAGE, "read_paper a part of it"))
        case k.TranslateEquation():
            return Observation(True, _source(_translated(at, action)))
        case _:
            assert_never(action)


def _look_up(passage: Passage, symbol: str) -> str:
    """Meanings, stated values and equations of a symbol, or of what is called by these words."""
    asked = symbol.strip().strip("$").strip()
    spelt = {canonical(one) for one in (asked, f"\\{asked}") if SYMBOL.fullmatch(one)}
    wanted = spelt | {family(one) for one in spelt}
    words = asked.lower()

    def named(found: str, text: str) -> bool:
        known = canonical(found)
        return bool({known, family(known)} & wanted) or (not spelt and words in text.lower())

    lines = [
        f"{entry.symbol}: {entry.meaning}{_aside(entry.shape)} “{entry.quote}”{_where(entry.where)}"
        for entry in passage.notation
        if named(entry.symbol, entry.meaning)
    ]
    lines += [
        f"{value.symbol or value.name} = {value.value}{_aside(value.name)} “{value.quote}”"
        f"{_where(value.where)}"
        for value in passage.hyperparameters
        if named(value.symbol, value.name)
    ]
    held = _used_in(passage, wanted)
    lines += [line for line in held if line.startswith("in ")]
    lines += displays_of(passage, wanted)
    lines += islice(statements_of(passage, wanted, "\n".join(lines)), MOST)
    if lines:
        lines += [line for line in held if line not in lines]
    if not lines and not spelt:
        lines += islice(sentences_with(passage, asked), MOST)
    if not lines:  # a value that another's sentence states with it
        quotes = dict.fromkeys(value.quote for value in passage.hyperparameters)
        lines = [f"“{q}”" for q in quotes if any(spelt & symbols(one) for one in mathematics_in(q))]
    if not lines and (found := [*held, *islice(mentions_of(passage, wanted), MOST)]):
        return "\n".join([f"No definition of {symbol} found; it occurs:", *found])
    if not lines:
        stated = [*(entry.symbol for entry in passage.notation), *(v.symbol for v in passage.hyperparameters)]
        known = ", ".join(dict.fromkeys(filter(None, stated)))
        raise ActionError(f"The passage says nothing of {symbol!r}.", hint=f"It names: {known or 'nothing'}.")
    return "\n".join(lines)


def _used_in(passage: Passage, wanted: set[str]) -> list[str]:
    """The equations that say what the symbol is, and the numbers of those that use it."""
    held = [one for one in _equations(passage) if wanted & symbols(one.latex)]
    defining = [one for one in held if wanted & symbols(one.latex.partition("=")[0]) or not one.number]
    lines = [f"in {name_of(one)}: {one.latex}" for one in defining]
    others = ", ".join(name_of(one) for one in held if one not in defining)
    return [*lines, f"used in {others}"] if others else lines


def _referred(at: Workplace, reference: str) -> str:
    """What a reference points to, why the passage leans on it, and the sentences that name it."""
    said: list[str] = []
    missing: RcaError | None = None
    try:
        said += [] if at.read_paper is None else [at.read_paper(reference)]
    except RcaError as error:  # a figure, say, of which there are words only
        missing = error
    passage = at.passage
    if passage is not None:
        number = re.sub(r"[^\w.]+", " ", reference).strip().split(" ")[-1].lower()
        leaned = [one for one in passage.leaned if getattr(one.item, "number", "").lower() == number]
        said += [f"The passage needs it because {one.why}." for one in leaned]
        named = re.compile(rf"\b{re.escape(number)}\b", re.IGNORECASE)
        sentences = [s for part in passage.sections for s in re.split(r"(?<=[.!?])\s+", part.text)]
        said += [f"“{' '.join(s.split())[:400]}”" for s in sentences if number and named.search(s)][:5]
    if not said and missing is not None:
        raise missing
    if not said:
        raise ActionError("The paper is not at hand in this session.", hint="Use what the prompt quotes.")
    return "\n\n".join(said)


def _where(place: str) -> str:
    return f" [{place}]" if place else ""


def _aside(text: str) -> str:
    return f" ({text})" if text else ""


def _equations(passage: Passage) -> Iterator[Equation]:
    yield from passage.equations()
    yield from (one.item for one in passage.leaned if isinstance(one.item, Equation))


def _translated(at: Workplace, action: k.TranslateEquation) -> Translation:
    from rca_kernel.formal import translate_algorithm, translate_equation

    if bool(action.requirement) == bool(action.latex):
        raise ActionError("Give a requirement or a formula.", hint="One of `requirement` and `latex`.")
    if action.latex:
        return translate_equation(action.latex)
    requirement = at.memory.contract[action.requirement]
    try:
        match requirement.kind:
            case "equation":
                return translate_equation(requirement.quote)
            case "algorithm":
                return translate_algorithm(requirement.quote)
            case other:
                raise ActionError(f"{requirement.id} is a {other}, no mathematics.", hint="Write it in code.")
    except FormalError as error:
        raise ActionError(
            error.message, hint=f"{error.hint} The paper's text stays as it is: give `latex` written so."
        ) from None


def _source(translation: Translation) -> str:
    """The function, which needs `import numpy as np` only, and what its parameters are in the paper."""
    names = "\n".join(f"# {name}: {latex}" for name, latex in translation.parameters.items())
    return f"{translation.source.strip()}\n\n{names}".rstrip()
