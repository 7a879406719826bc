"""Compiling the mathematics of a passage: names, stated values, declared shapes, check points."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from rca_kernel.agents.formal_identity import Identity, identity_of
from rca_kernel.agents.formal_names import OURS, readable, slug, told_apart
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import FormalError
from rca_kernel.formal import (
    CheckPoint,
    Translation,
    check_points,
    edge_points,
    translate_algorithm,
    translate_equation,
)
from rca_kernel.formal.declarations import symbol_keys
from rca_kernel.formal.ranges import Domain, stated_domain, stated_sign, supports
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign
from rca_kernel.formal.tree import Apply, Number, Symbol
from rca_kernel.paper.chains import with_left_side
from rca_kernel.paper.document import Algorithm, Equation
from rca_kernel.paper.passage import Passage

POINTS = 5
_GIVEN = re.compile(r"\s*\\(?:Require|REQUIRE|KwIn|KwData|Input|KwInput)\b")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A requirement with its function, the points of its check, and the domain these kept to.

    `symbols` is what the passage says of its symbols, (symbol, quote).
    """

    requirement: Requirement
    section: str
    translation: Translation
    points: tuple[CheckPoint, ...]
    domain: Domain
    unreached: tuple[str, ...] = ()
    symbols: tuple[tuple[str, str], ...] = ()


def compiled(
    passage: Passage, contract: Contract, taken: Collection[str] = ()
) -> Iterator[Compiled | Identity]:
    """Each equation and algorithm that has one meaning; the others are unresolved with the reason."""
    shapes = declared(passage)
    names = set(OURS)
    drawn = Domain()
    equations = {equation.id: equation for equation in passage.equations()}
    for found in passage.items:
        if not isinstance(found, Equation | Algorithm):
            continue
        item = with_left_side(found, equations) if isinstance(found, Equation) else found
        try:
            said = _Said(stated_numbers(passage, item.section), shapes, _meanings(passage, item.section))
            translation = _translated(item, said, (names, taken))
            stated_of = (domain_of(passage, item) | drawn).named(translation)
            points, domain = _points(translation, stated_of)
            refuse_hollow(translation)
        except FormalError as error:
            identity = _identity(passage, contract, item, shapes)
            if identity is None:
                contract.unresolve(item.id, refusal(error))
            else:
                yield identity
            continue
        drawn |= supports(translation)
        names.add(translation.function_name)
        yield Compiled(
            contract[item.id],
            item.section,
            translation,
            points,
            domain,
            _unreached(translation, points),
            _symbols(passage, translation, item.section),
        )


def _identity(
    passage: Passage, contract: Contract, item: Equation | Algorithm, shapes: Mapping[str, str]
) -> Identity | None:
    if not isinstance(item, Equation):
        return None
    try:
        found = identity_of(item, contract[item.id], domain_of(passage, item), shapes, _suffix(item))
    except FormalError:
        return None
    return found and replace(found, symbols=_symbols(passage, found.left, item.section))


def refuse_hollow(translation: Translation) -> None:
    """A function that only calls another one, which it is given, implements nothing."""
    if len(translation.steps) != 1:
        return
    tree = translation.steps[0].tree
    if isinstance(tree, Apply) and all(isinstance(arg, Symbol) for arg in tree.args):
        raise FormalError("it only gives another name to a function that is defined elsewhere",
                          token=tree.function.latex)  # fmt: skip


def refusal(error: FormalError) -> str:
    """Why a formula is unresolved, at which token, and what would make it formal."""
    where = f" at `{' '.join(error.token.split())}`" if error.token else ""
    return f"{error.reason}{where}" + (f". {error.hint}" if error.hint else "")


def stated_numbers(passage: Passage, section: str) -> dict[str, float]:
    """The stated values that hold in an equation's section; whole numbers as integers."""
    stated = passage.defaults_for(section)
    return {symbol: int(number) if number == int(number) else number for symbol, number in stated.items()}


def declared(passage: Passage) -> dict[str, str]:
    """Shapes that the notation declares, by symbol; a symbol with two of them has none."""
    found: dict[str, set[str]] = {}
    for entry in passage.notation:
        if r"\mathbb{R}" in entry.shape:
            found.setdefault(entry.symbol, set()).add(entry.shape)
    return {symbol: shapes.pop() for symbol, shapes in found.items() if len(shapes) == 1}


def domain_of(passage: Passage, item: Equation | Algorithm) -> Domain:
    """What is stated of symbols: by their values, the notation, the item's section, the item itself.

    What stands nearer to the item counts more.
    """
    found = Domain()
    for symbol, number in stated_numbers(passage, item.section).items():
        if (sign := stated_sign(number)) is not None:
            found |= Domain(dict.fromkeys(symbol_keys(symbol), sign))
    for algorithm in passage.algorithms():
        counters = re.findall(r"\\For\w*\s*\{\s*(\$[^$]*\$)", algorithm.latex)
        found |= stated_domain("; ".join(counters))
    for entry in passage.notation:
        found |= stated_domain(f"${entry.symbol} {_member(entry.shape)}$")
    for equation in passage.equations():
        if r"\sim" in equation.latex:
            found |= stated_domain(f"${equation.latex}$")
    for section in passage.sections:
        if section.id == item.section:
            found |= stated_domain(section.text)
    if isinstance(item, Algorithm):
        found |= stated_domain("\n".join(line for line in item.latex.splitlines() if _GIVEN.match(line)))
    return found


def _member(shape: str) -> str:
    return shape if shape.startswith(("<", ">", "\\g", "\\l")) else f"\\in {shape}"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the passage says of symbols (LaTeX) where an item stands: values, shapes, meanings."""

    numbers: Mapping[str, float]
    shapes: Mapping[str, str]
    meanings: Mapping[str, str]


def _translated(
    item: Equation | Algorithm, said: _Said, names: tuple[Collection[str], Collection[str]]
) -> Translation:
    def translate(name: str | None) -> Translation:
        found = one(name, said.numbers)
        unfit = {
            found.parameters[role.name]
            for role in found.roles
            if role.kind == "integer" and isinstance(found.defaults.get(role.name), float)
        }  # another symbol of the same name: no number of steps is 0.07
        return one(name, {s: v for s, v in said.numbers.items() if s not in unfit}) if unfit else found

    def one(name: str | None, defaults: Mapping[str, float]) -> Translation:
        try:
            return with_shapes(name, defaults, said.shapes)
        except FormalError:
            if not said.shapes:
                raise
            return with_shapes(name, defaults, {})

    def with_shapes(
        name: str | None, defaults: Mapping[str, float], shapes: Mapping[str, str]
    ) -> Translation:
        if isinstance(item, Algorithm):
            return _algorithm(item, name, defaults, shapes, said.meanings)
        found = translate_equation(
            item.latex, name=name, defaults=defaults, equation_number=item.number, shapes=shapes,
            meanings=said.meanings,
        )  # fmt: skip
        return found if found.step is found else renamed(found.step, name or found.step.function_name)

    first = translate(slug(item.caption) if isinstance(item, Algorithm) else None)
    name = told_apart(readable(first), *names, _suffix(item))
    return first if name == first.function_name else translate(name)


def _algorithm(
    item: Algorithm, name: str | None, defaults: Mapping[str, float], shapes: Mapping[str, str],
    meanings: Mapping[str, str],
) -> Translation:  # fmt: skip
    """The pseudocode; lines in words only are hooks where the formal ones are at least as many."""
    translated = partial(
        translate_algorithm, item.latex, name=name, defaults=defaults, number=item.number, shapes=shapes,
        meanings=meanings,
    )  # fmt: skip
    try:
        return translated()
    except FormalError as error:
        try:
            found = translated(hooks=True)
        except FormalError:
            raise error from None
        if formal_steps(found) < max(1, len(found.hooks)):
            raise
        return found


def formal_steps(translation: Translation) -> int:
    """How many steps of an algorithm compute something by themselves."""
    steps = flatten(translation.algorithm.body) if translation.algorithm is not None else []
    values = [s.value for s in steps if isinstance(s, Assign)]
    return sum(not isinstance(v, Number | Symbol | Apply) for v in values)


def renamed(translation: Translation, name: str) -> Translation:
    """The same function under another name."""
    old = translation.function_name
    source = translation.source.replace(f"def {old}(", f"def {name}(", 1).replace(f"{old}.", f"{name}.", 1)
    return replace(translation, name=name, function_name=name, source=source)


def _suffix(item: Equation | Algorithm) -> str:
    return item.number.replace(".", "_") or item.id.replace("-", "_")


def _points(translation: Translation, domain: Domain) -> tuple[tuple[CheckPoint, ...], Domain]:
    """Check points inside the stated domain; without it where nothing finite lies inside."""
    try:
        points = check_points(translation, POINTS, domain=domain)
    except FormalError:
        if not domain:
            raise
        return check_points(translation, POINTS), Domain()
    return (*points, *edge_points(translation, points, domain)), domain


def _unreached(translation: Translation, points: tuple[CheckPoint, ...]) -> tuple[str, ...]:
    from rca_kernel.formal.checks import uncovered
    from rca_kernel.formal.coverage import ARRAYS

    found = dict.fromkeys(uncovered(translation, points))
    if any(role.kind == "array" for role in translation.roles):
        found.pop(ARRAYS[1], None)
    return tuple(found)


def _meanings(passage: Passage, section: str) -> dict[str, str]:
    """What symbols are in the paper's words: the notation first, then the names of stated values."""
    named = {v.symbol: v.name for v in passage.hyperparameters if v.symbol and v.name and v.holds_in(section)}
    return named | {entry.symbol: entry.meaning for entry in reversed(passage.notation) if entry.meaning}


def _symbols(passage: Passage, translation: Translation, section: str) -> tuple[tuple[str, str], ...]:
    """What the passage says of the parameters: meaning, range or shape, value."""
    wanted = {key: latex for latex in translation.parameters.values() for key in symbol_keys(latex)}
    said: dict[str, dict[str, str]] = {}
    for entry in passage.notation:
        for key in symbol_keys(entry.symbol):
            of = said.setdefault(wanted.get(key, ""), {})
            of.setdefault("meaning", entry.meaning)
            if entry.shape:
                of.setdefault("shape", f"${_member(entry.shape)}$")
    for value in passage.hyperparameters:
        for key in symbol_keys(value.symbol) if value.symbol and value.holds_in(section) else ():
            of = said.setdefault(wanted.get(key, ""), {})
            if value.name:
                of.setdefault("meaning", value.name)
            shown = value.value if value.number is None else f"${value.value}$"
            of["value"] = f"stated value {shown}"
    order = ("meaning", "shape", "value")
    return tuple(
        (latex, ", ".join(said[latex][kind] for kind in order if said[latex].get(kind)))
        for latex in dict.fromkeys(translation.parameters.values())
        if latex in said
    )
