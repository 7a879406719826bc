"""A recurrence over `t = 1, \\dots, T` whose last value is read: the system as an algorithm with a loop."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.instances import general, letters_of, recurrent
from rca_kernel.formal.letters import is_upper
from rca_kernel.formal.moments import offset
from rca_kernel.formal.serving import reads
from rca_kernel.formal.symbols import legal_name
from rca_kernel.formal.translation import Translation
from rca_kernel.formal.tree import Number, Symbol, walk

_RANGE = re.compile(r"(?<![A-Za-z\\_^{])([A-Za-z])\s*=\s*([01])\s*,\s*(?:[12]\s*,\s*)?"
                    r"\\(?:dots|ldots|cdots)\s*,?\s*([A-Za-z])\s*(-\s*1)?(?![A-Za-z_^+-])")  # fmt: skip


def as_loop(definitions: Sequence[Definition], latex: str) -> str:
    """Pseudocode that runs the recurrence and then what reads its end; nothing where there is none to run."""
    state = recurrent(general(definitions))
    match = _RANGE.search(latex)
    initial = [d for d in definitions if _is_initial(d, state)]
    finals = {n.subscripts[0].base: n for d in definitions for n in walk(d.right)
              if isinstance(n, Symbol) and n.stem in state and len(n.subscripts) == 1
              and isinstance(n.subscripts[0], Symbol)}  # fmt: skip
    clocks = {(letter.base, added) for d in definitions if d.left and d.left.symbol.stem in state
              and d not in initial for letter, added in letters_of(d.left.symbol)}  # fmt: skip
    ends = set(finals) - {letter for letter, _ in clocks}
    if len(clocks) != 1 or len(ends) != 1:
        return ""
    ((letter, added),), (end,) = clocks, ends
    if added not in {0, 1} or (match is None and not initial):
        return ""
    fits = match is None or (match.group(1), match.group(3), bool(match.group(4))) == (
        letter,
        end,
        added == 1,
    )
    first = match.group(2) if match else str(1 - added)
    starts = {s.text for d in initial if d.left for s in d.left.symbol.subscripts if isinstance(s, Number)}
    if not fits or starts - {str(int(first) + added - 1)}:
        return ""
    last = f"{end} - 1" if added else end
    return _pseudocode(definitions, initial, letter, rf"{first}, \dots, {last}")


def run(
    loop: str, latex: str, name: str | None, defaults: Mapping[str, Any], options: Mapping[str, Any]
) -> Translation:
    """The translation of the loop, as one of the system that it comes from."""
    from rca_kernel.formal.translate_algorithm import translate_algorithm

    found = translate_algorithm(loop, name=name, defaults=defaults, **options)
    own = found.returns[-1] if found.returns else found.function_name
    if name is None:
        found = translate_algorithm(loop, name=own, defaults=defaults, **options)
    return dataclasses.replace(found, latex=latex, name=legal_name(name) if name else own)


def _is_initial(definition: Definition, state: set[str]) -> bool:
    left = definition.left
    return bool(
        left and left.symbol.stem in state
        and len(left.symbol.subscripts) == 1 and isinstance(left.symbol.subscripts[0], Number)
    )  # fmt: skip


def _pseudocode(
    definitions: Sequence[Definition], initial: Sequence[Definition], letter: str, span: str
) -> str:
    """The steps before, in and after the loop; a vector `h_0 = 0` has no length here, and is to be given."""
    key = f"|{letter}||"
    timed = [d for d in definitions if d.left and _is_timed(d, key)]
    wide = any(is_upper(n) for d in timed for n in walk(d.right))
    given = [d for d in initial if not (wide and d.right == Number("0"))]
    stems = {d.left.symbol.stem for d in (*timed, *initial) if d.left}
    rest = [d for d in definitions if d not in timed and d not in initial]
    after: list[Definition] = []
    while more := [d for d in rest if d not in after and reads(d.right) & stems]:
        after += more
        stems |= {d.left.symbol.stem for d in more if d.left}
    before = [d for d in rest if d not in after]
    if not after or any(d.left is None or d.left.applied or d.chain for d in definitions):
        return ""
    results = [d for d in after if d.left and not d.served
               and not any(d.left.symbol.key in reads(o.right) for o in after if o is not d)]  # fmt: skip
    shown = [d.left.symbol.latex for d in results if d.left]
    return "\n".join([
        r"\begin{algorithmic}", *map(_state, [*before, *given]),
        rf"\For{{${letter} = {span}$}}", *map(_state, timed), r"\EndFor",
        *map(_state, after), rf"\State \Return ${', '.join(shown)}$", r"\end{algorithmic}",
    ])  # fmt: skip


def _is_timed(definition: Definition, key: str) -> bool:
    """`h_t`, `v_{t+1}`: what the loop makes at each step."""
    assert definition.left is not None
    return any(offset(s, key) is not None for s in definition.left.symbol.subscripts)


def _state(definition: Definition) -> str:
    latex = re.sub(r"(?<!\\)&", " ", definition.latex)
    return rf"\State ${' '.join(latex.split())}$"
