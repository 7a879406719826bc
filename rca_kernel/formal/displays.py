"""From a displayed formula and the prose around it to definitions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.bracketing import bracketed
from rca_kernel.formal.clauses import read_clauses, with_signs
from rca_kernel.formal.definitions import Definition, read_definition, refuse_relation
from rca_kernel.formal.depths import Tokens
from rca_kernel.formal.identifiers import assigned_words, joined
from rca_kernel.formal.lefts import Left, read_left
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.parts import clause_place, left_tokens, statements_of, trimmed
from rca_kernel.formal.printed_signs import plain_signs
from rca_kernel.formal.prose import Clause, read_page, tail_clauses
from rca_kernel.formal.raised import counters
from rca_kernel.formal.rows import rows_of, strip_layout
from rca_kernel.formal.sequences import sequences
from rca_kernel.formal.serving import reads
from rca_kernel.formal.stream import GREEK
from rca_kernel.formal.symbols import Name
from rca_kernel.formal.tokens import tokenize
from rca_kernel.formal.tree import Call, Expr, Reduce, Span, Symbol, walk
from rca_kernel.formal.unbracing import unbraced


def read_definitions(
    source: str,
    callables: frozenset[str] = frozenset(),
    letters: frozenset[str] = frozenset(),
    arrays: frozenset[str] = frozenset(),
) -> tuple[Definition, ...]:
    """All definitions of a displayed formula, in the order of the paper; `letters` are known as symbols.

    Those of where-clauses come last and are marked as such; they serve what is displayed.
    """
    page = read_page(source)
    tokens = tuple(t for t in strip_layout(tokenize(page.source)) if t.kind != "end")
    tokens = bracketed(unbraced(joined(assigned_words(plain_signs(tokens)))))
    rows, clauses, words = _without_tails(rows_of(tokens), page.source)
    said = read_clauses([*clauses, *page.clauses], f"{words} {page.words}", source)
    shown = [s for row in rows for s in statements_of(with_signs(row, said.signs), source)]
    served = [] if not shown else [with_signs(s, said.signs) for s in said.statements]
    shown = shown or said.statements
    if not shown:
        raise FormalError("there is no formula here", token=source[:40], position=0,
                          hint="Give `name = expression` or an expression.")  # fmt: skip
    raised = counters([left for s in (*shown, *served) if (left := left_tokens(s))], tokens)
    lefts = [_left(s, source, callables, raised) for s in shown] + [
        _clause_left(s, source, callables, raised) for s in served
    ]
    found = [left for left in lefts if left is not None]
    arguments = {a.key: a.base for left in found for a in left.args if isinstance(a, Symbol)}
    letters |= {*arguments.values(), *(left.symbol.base for left in found)} | said.letters
    values = {key for left in found if not left.applied for key in (left.symbol.key, left.symbol.stem)}
    own = {left.symbol.key for left in found}
    known = [d for d in map(_known_function, said.functions) if d.left and d.left.symbol.key not in own]
    functions = {left.symbol.key for left in found if left.applied}
    functions |= {d.left.symbol.key for d in known if d.left} | said.callables
    setting = Setting(callables | functions, frozenset(values | said.values), sequences(tokens), letters,
                      raised, frozenset(arguments), arrays)  # fmt: skip
    read = [read_definition(s, source, setting) for s in shown]
    _refuse_relations(said.relations, [d.right for d in read], source)
    return (*read, *_served(served, read, source, setting), *known)


def _left(
    statement: Tokens, source: str, callables: frozenset[str], raised: frozenset[str] = frozenset()
) -> Left | None:
    left = left_tokens(statement)
    if not left:
        return None
    refuse_relation(left, source)
    return read_left(left, source, callables, raised)


def _clause_left(
    statement: Tokens, source: str, callables: frozenset[str], raised: frozenset[str]
) -> Left | None:
    try:
        return _left(statement, source, callables, raised)
    except FormalError:
        return None


def _known_function(said: tuple[Left, str]) -> Definition:
    """`\\phi` is the sigmoid function, in words."""
    left, function = said
    argument = Name("z", "z").symbol()
    return Definition(Left(left.symbol, (argument,), True), Call(function, (argument,)), "", served=True)


def _served(
    statements: Sequence[Tokens], shown: Sequence[Definition], source: str, setting: Setting
) -> list[Definition]:
    """The definitions of where-clauses; one that cannot be read is refused where it is needed."""
    needed = {name for d in shown for name in reads(d.right)}
    found: list[Definition] = []
    failed: list[tuple[Left, FormalError]] = []
    for statement in statements:
        left = _clause_left(statement, source, setting.callables, setting.raised)
        if left is None:
            _refuse_lost(statement, needed, source, setting)
            continue
        try:
            found.append(dataclasses.replace(read_definition(statement, source, setting), served=True))
        except FormalError as failure:
            if not any(t.text == "sim" for t in statement):
                failed.append((left, failure))
    needed |= {name for d in found for name in reads(d.right)}
    for left, error in failed:
        if {left.symbol.key, left.symbol.stem} & needed:
            raise error
    return found


def _refuse_lost(statement: Tokens, needed: set[str], source: str, setting: Setting) -> None:
    """`where $d^{-1} = e + f$` says what d is; `where $\\sum_k \\pi_k = 1$` only describes."""
    left = left_tokens(statement)
    rest = statement[len(left) + 1 :]
    if statement[len(left)].text == "sim" or not any(t.kind == "letter" or t.text in GREEK for t in rest):
        return
    try:
        inside = set(reads(parse(left, source, setting)))
    except FormalError:
        inside = needed
    if inside & needed:
        raise FormalError("words define a value by an equation that is to be solved for it",
                          token=source[left[0].start : left[-1].end], position=left[0].start,
                          hint="Write name = formula.")  # fmt: skip


def _refuse_relations(relations: Sequence[Tokens], trees: Sequence[Expr], source: str) -> None:
    """`$i \\neq j$` and `$i \\in S$` in words change the sums over i."""
    sums = [n for tree in trees for n in walk(tree) if isinstance(n, Reduce) and isinstance(n.domain, Span)]
    bound = {n.index.base for n in sums}
    for tokens in relations:
        place = next((n for n, t in enumerate(tokens) if t.text == "in" and t.kind == "command"), None)
        range_of = place is not None and tokens[place + 1 : place + 2] and (
            tokens[place + 1].text in {"lbrace", "[", "(", "mathbb"}
        )  # fmt: skip
        if not range_of and bound & {t.text for t in tokens[:place] if t.kind == "letter"}:
            raise FormalError("the words restrict the index of a sum",
                              token=source[tokens[0].start : tokens[-1].end], position=tokens[0].start,
                              hint="Write the restriction under the sum.")  # fmt: skip


def _without_tails(rows: Sequence[Tokens], source: str) -> tuple[list[Tokens], list[Clause], str]:
    """The rows without `\\text{where} ...`; one that begins with it holds for all rows after it too."""
    kept: list[Tokens] = []
    clauses: list[Clause] = []
    words: list[str] = []
    for number, row in enumerate(rows):
        place = clause_place(row, source)
        end = row[-1].end
        if place == 0:
            end = rows[-1][-1].end
        if place is not None:
            more, said = tail_clauses(source, row[place].start, end)
            clauses += more
            words.append(said)
        if place != 0:
            kept.append(trimmed(row[:place]))
            continue
        del number
        break
    return [row for row in kept if row], clauses, " ".join(words)
