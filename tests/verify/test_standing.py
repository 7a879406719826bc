"""A requirement stays verified as long as the notebook's own check shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rca_kernel.contract import Contract, Proof, Requirement
from rca_kernel.memory import Memory, decode, encode
from rca_kernel.notebook import Cell
from rca_kernel.notebook.checks import code_digest
from rca_kernel.paper.document import Span
from rca_kernel.verify import RerunReport, examine, summary_text

CODE = Cell("code", "code", "def f(x):\n    return 2 * x")
CHECK = Cell("check", "code", "assert f(2) == 4")
LAST = Cell("last", "code", "print(f(3))")
CELLS = (CODE, CHECK, LAST)
RAN = RerunReport(True, 3, 0.1)


def remembered(*, early: bool = False) -> Memory:
    contract = Contract([Requirement("r", "equation", "Doubling", "f = 2x", Span("a", 0, 1))])
    proof = None if early else Proof("check", CHECK.hash, code_digest(CELLS, "check"))
    contract.mark("r", "verified", note="it agrees (cell check)", cell="check", proof=proof)
    return decode(encode(Memory(contract=contract)))


def without(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.id != "check")


def changed(source: str) -> tuple[Cell, ...]:
    return tuple(replace(cell, source=source) if cell.id == "check" else cell for cell in CELLS)


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize(
    ("cells", "report", "why"),
    [
        (without(CELLS), RAN, "its check is gone (cell check)"),
        (changed("print('4 of 4 agree')"), RAN, "its check was changed (cell check)"),
        ((CODE, replace(CHECK, kind="markdown")), RAN, "left out of a rerun"),
        ((CODE, replace(CHECK, tags=("raises-exception",))), RAN, "allowed to fail"),
        (CELLS, RerunReport(False, 2, 0.1, "check", "AssertionError: "), "its check fails"),
        (CELLS, RerunReport(False, 1, 0.1, "code", "SyntaxError: "), "cell code failed before it"),
        (CELLS, RerunReport(False, 0, 0.1, "", "no kernel"), "its check did not run (cell check): no kernel"),
    ],
)
def test_what_is_no_longer_shown_is_open(
    early: bool, cells: tuple[Cell, ...], report: RerunReport, why: str
) -> None:
    memory = remembered(early=early)
    assert [item.id for item in examine(memory, cells, report)] == ["r"]
    assert memory.contract["r"].status == "open"
    assert why in memory.contract["r"].note
    assert memory.contract.coverage().verified == 0
    told = summary_text(decode(encode(memory)), report, "Section 1")
    assert "✘ Doubling" in told
    assert "✔" not in told


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize("report", [RAN, RerunReport(False, 3, 0.1, "last", "ZeroDivisionError: "), None])
def test_what_is_still_shown_stays_verified(early: bool, report: RerunReport | None) -> None:
    memory = remembered(early=early)
    assert examine(memory, CELLS, report) == ()
    assert memory.contract["r"].status == "verified"
    assert memory.contract["r"].note == "it agrees (cell check)"


def test_a_check_that_was_only_weakened_is_changed() -> None:
    memory = remembered()
    examine(memory, changed("assert True"), RAN)
    assert "its check was changed" in memory.contract["r"].note


def test_without_a_rerun_changed_code_is_not_verified() -> None:
    memory = remembered()
    cells = (replace(CODE, source="def f(x):\n    return 3 * x"), CHECK, LAST)
    examine(memory, cells, None)
    assert "code that its check runs was changed" in memory.contract["r"].note


@pytest.mark.parametrize("broken", [lambda: without(CELLS), lambda: changed("pass")])
def test_a_check_that_is_back_and_passes_verifies_again(broken: Callable[[], tuple[Cell, ...]]) -> None:
    memory = remembered()
    examine(memory, broken(), RAN)
    examine(memory, CELLS, None)
    assert memory.contract["r"].status == "open"
    examine(memory, CELLS, RAN)
    assert memory.contract["r"].status == "verified"
    assert not memory.contract.lost()
