"""A formula of a passage with the passage's own definitions put in: `L` of `z`, and `z` of `\\theta`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rca_kernel.agents.formal_compile import Compiled
from rca_kernel.errors import FormalError
from rca_kernel.formal import Translation, translate_equation
from rca_kernel.formal.declarations import symbol_keys

MOST = 6


@dataclass(frozen=True, slots=True)
class Composed:
    """The composition as one formula, and as a function that calls those of the notebook."""

    translation: Translation
    source: str


def composed(
    last: Compiled, found: Sequence[Compiled], shapes: Mapping[str, str], by: str
) -> Composed | None:
    """`last` with the definitions that it reads, those in turn with theirs, but for that of `by`; None where
    it reads none."""
    chain = [last]
    while len(chain) <= MOST:
        read = {latex for one in chain for latex in one.translation.parameters.values()}
        taken = {latex for latex in read if not set(symbol_keys(latex)) & set(symbol_keys(by))}
        more = [d for d in found if d not in chain and _defines_one_of(d, taken)]
        if not more:
            break
        chain.append(min(more, key=lambda d: d.section != last.section))
    if len(chain) == 1 or len(chain) > MOST:
        return None
    rows = r" \\ ".join(one.requirement.quote.strip().rstrip(" .,;") for one in reversed(chain))
    name = f"composed_{last.translation.function_name.removeprefix('compute_')}"
    try:
        translation = translate_equation(rf"\begin{{gather}} {rows} \end{{gather}}", name=name, shapes=shapes)
    except FormalError:
        return None
    last_left = defined_in(translation.steps[-1].latex)
    if len(translation.returns) != 1 or len(translation.steps) != len(chain) or last_left != defined(last):
        return None
    source = _source(translation, chain)
    return Composed(translation, source) if source else None


def defined(one: Compiled) -> str:
    """The symbol that an equation defines, without arguments that it shows; empty where it is no such."""
    if one.requirement.kind != "equation" or r"\\" in one.requirement.quote:
        return ""
    left = re.split(r":=|=", one.requirement.quote, maxsplit=1)[0].strip(" &")
    return re.sub(r"\s*\([^()]*\)$", "", left)


def _defines_one_of(one: Compiled, symbols: set[str]) -> bool:
    keys = {key for symbol in symbols for key in symbol_keys(symbol)}
    plain = (
        len(one.translation.steps) == 1 and not one.translation.callables and not one.translation.needs_rng
    )
    left = defined(one)
    return plain and bool(left) and bool(keys & set(symbol_keys(left)))


def _source(translation: Translation, chain: Sequence[Compiled]) -> str:
    """One call a line, in the order in which they build on each other; empty where names do not fit."""
    by_left = {key: one for one in chain for key in symbol_keys(defined(one))}
    functions = {one.translation.function_name for one in chain}
    local = {name: name for name in translation.parameters}
    if functions & local.keys():
        return ""
    lines: list[str] = []
    for step in translation.steps:
        left = defined_in(step.latex)
        one = next((by_left[key] for key in symbol_keys(left) if key in by_left), None)
        if one is None or not set(one.translation.parameters) <= local.keys():
            return ""
        given = ", ".join(f"{name}={local[name]}" for name in one.translation.parameters)
        local[step.name] = f"{step.name}_value" if step.name in functions else step.name
        lines.append(f"{local[step.name]} = {one.translation.function_name}({given})")
    lines[-1] = f"return {lines[-1].split(' = ', 1)[1]}"
    head = f"def {translation.function_name}({', '.join(translation.parameters)}):"
    return "\n".join([head, *(f"    {line}" for line in lines)])


def defined_in(latex: str) -> str:
    left = re.split(r":=|=", latex, maxsplit=1)[0].strip(" &")
    return re.sub(r"\s*\([^()]*\)$", "", left)
