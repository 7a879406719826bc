"""A recurrence over `t = 1, \\dots, T` whose last value is read: the system as an algorithm with a loop."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rca_kernel.formal.circular import reads_itself
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
    before, timed, after = (_in_order(ones) for ones in ([d for d in rest if d not in after], timed, after))
    if not after or not all(_is_step(d) for d in definitions):
        return ""
    results = [d for d in after if d.left and not d.served
               and not any(d.left.symbol.key in reads(o.right) for o in after if o is not d)]  # fmt: skip
    shown = [d.left.symbol.latex for d in results if d.left]
    return "\n".join([
        r"\begin{algorithmic}", *map(_state, [*before, *given]),
        rf"\For{{${letter} = {span}$}}", *map(_state, timed), r"\EndFor",
        *map(_state, after), rf"\State \Return ${', '.join(shown)}$", r"\end{algorithmic}",
    ])  # fmt: skip


def as_updates(definitions: Sequence[Definition]) -> str:
    """`m \\leftarrow \\beta m + g`, then what reads the new m: pseudocode; nothing without an update."""
    updated = [d for d in definitions if d.updates and reads_itself(d)]
    others = [d for d in definitions if d not in updated]
    if not updated or (not others and len(updated) == 1) or any(reads_itself(d) for d in others):
        return ""
    if not all(_is_step(d) for d in definitions):
        return ""
    late = {d.left.symbol.key for d in updated if d.left}
    early: list[Definition] = [d for d in others if not reads(d.right) & late]
    early = [d for d in early if all(o in early for o in others if _key(o) in reads(d.right))]
    steps = [d for d in definitions if d not in early]
    for number, step in enumerate(steps):
        if any(_key(later) in reads(step.right) for later in steps[number + 1 :] if later not in updated):
            return ""
    read = {name for d in others for name in reads(d.right)} | {n for d in updated for n in reads(d.right)}
    results = [d for d in definitions if d in updated or not (d.served or _key(d) in read)]
    shown = ", ".join(d.left.symbol.latex for d in results if d.left)
    return "\n".join([
        r"\begin{algorithmic}", *map(_state, [*_in_order(early), *steps]),
        rf"\State \Return ${shown}$", r"\end{algorithmic}",
    ])  # fmt: skip


def _key(definition: Definition) -> str:
    return definition.left.symbol.key if definition.left else ""


def _is_step(definition: Definition) -> bool:
    """Whether a line of pseudocode can hold it."""
    left = definition.left
    return bool(left and definition.latex and not left.applied and not definition.chain)


def _in_order(definitions: Sequence[Definition]) -> list[Definition]:
    """What is read comes before its reader; a circle is left to the reader of the pseudocode."""
    done: list[Definition] = []
    waiting = list(definitions)
    while waiting:
        keys = {_key(w) for w in waiting}
        ready = [d for d in waiting if not (keys - {_key(d)}) & reads(d.right)] or waiting[:1]
        done.append(ready[0])
        waiting.remove(ready[0])
    return done


def _is_timed(definition: Definition, key: str) -> bool:
    """`h_t`, `v_{t+1}`: what the loop makes at each step."""
    assert definition.left is not None
    return any(offset(s, key) is not None for s in definition.left.symbol.subscripts)


def _state(definition: Definition) -> str:
    latex = re.sub(r"(?<!\\)&", " ", definition.latex)
    return rf"\State ${' '.join(latex.split())}$"
