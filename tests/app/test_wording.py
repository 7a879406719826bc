"""What the magics and the closing lines say: names instead of ids, one thing in the singular."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rca_kernel import actions as a
from rca_kernel.actions import describe, describe_titled
from rca_kernel.agents.gate import Gate
from rca_kernel.app.telling import contract_lines, log_lines
from rca_kernel.contract import Contract, Proof, Requirement
from rca_kernel.memory import Memory
from rca_kernel.memory.escalations import escalations, verdict_text
from rca_kernel.notebook import Cell, counted
from rca_kernel.paper.document import Span
from rca_kernel.plan import Plan, Step, as_text
from rca_kernel.verify import RerunReport, summary_text
from tests.app.steps import Run, Told

SPAN = Span("a.tex", 0, 1)
CHECK = "rca-0123456789ab"
CELLS = (Cell(CHECK, "code", "assert f(1) == 2"),)
NOTE = f"f agrees (cell {CHECK})"


def memory() -> Memory:
    shown = Requirement(
        "equation-7", "equation", "Eq. (7)", "q", SPAN, status="verified", note=NOTE, proof=Proof(CHECK)
    )
    lost = Requirement(
        "equation-8",
        "equation",
        "Eq. (8)",
        "q",
        SPAN,
        note=f"its check did not run: cell {CHECK} failed before it",
        proof=Proof(CHECK),
    )
    kept = Memory(contract=Contract([shown, lost]), plan=Plan("Implement 3.2", [Step("1", "all of it")]))
    kept.log.add("finding", "equation-7 verified: f agrees", step="1")
    kept.log.add("action", f"run cell: {CHECK}", step="1")
    return kept


def test_the_closing_lines_name_no_id() -> None:
    report = RerunReport(False, 1, 0.5, CHECK, "NameError: f")
    text = summary_text(memory(), report, "3.2 Update rule", CELLS)
    assert CHECK not in text
    assert "  ✔ Eq. (7): f agrees\n" in text
    assert "  ✘ Eq. (8): its check did not run: cell 1, “assert f(1) == 2” failed before it" in text
    assert "cell 1, “assert f(1) == 2” failed in a fresh kernel: NameError: f" in text
    assert text.startswith("Not finished, 0 of 1 step done: 3.2 Update rule")


def test_log_and_contract_name_requirements_and_cells_and_are_searched_by_both() -> None:
    told = log_lines(memory(), "", CELLS)
    assert "finding: Eq. (7) verified: f agrees" in told
    assert "action: run cell 1, “assert f(1) == 2”" in told
    for query in ("eq. (7) verified", "equation-7"):
        assert log_lines(memory(), query, CELLS).count("\n") == 0
        assert "Eq. (7) verified" in log_lines(memory(), query, CELLS)
    assert log_lines(memory(), "nowhere") == "Nothing in the log matches."
    assert CHECK not in contract_lines(memory().contract, CELLS)


def test_a_search_makes_its_names_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads thousands of entries while the user waits."""
    looks: list[int] = []
    real = Contract.__iter__

    def counted_look(self: Contract) -> Iterator[Requirement]:
        looks.append(1)
        return real(self)

    monkeypatch.setattr(Contract, "__iter__", counted_look)
    kept = memory()
    for number in range(50):
        kept.log.add("finding", f"equation-7 seen {number}", step="1")
    assert log_lines(kept, "seen", CELLS).count("Eq. (7) seen") == 50
    assert len(looks) == 1


def test_marking_tells_the_requirement_and_its_status() -> None:
    action = a.MarkRequirement("equation-7", "verified", "f agrees", CHECK)
    assert describe(action) == "mark requirement: equation-7 verified"


async def test_what_is_done_now_names_the_requirement() -> None:
    class Known(Told):
        async def plan(self, passage: object, memory: Memory, *rest: object) -> None:
            memory.contract = Contract([Requirement("equation-7", "equation", "Eq. (7)", "q", SPAN)])
            memory.plan = Plan("Implement", [Step("1", "all of it")])

    run = Run(
        Known(
            [a.InsertCell("code", "x = 1"), a.MarkRequirement("equation-7", "implemented", "it runs", "last")]
        ),
        Gate(),
    )
    run.start()
    assert (await run.end()).status == "done"
    assert "mark requirement: Eq. (7) implemented" in [progress.action for progress in run.host.shown]
    marked = [entry for entry in run.session.memory.log if entry.text.startswith("equation-7 implemented")]
    assert [entry.step for entry in marked] == ["1"]


async def test_what_is_approved_is_told_as_it_will_be_done() -> None:
    class Known(Told):
        async def plan(self, passage: object, memory: Memory, *rest: object) -> None:
            titled = (("torchh-x", "torch"), ("equation-7", "Eq. (7)"))
            memory.contract = Contract([Requirement(id, "statement", t, "q", SPAN) for id, t in titled])
            memory.plan = Plan("Implement", [Step("1", "all of it")])

    run = Run(Known([a.InstallPackage("torchh-x", "it is needed")]), Gate("approve"))
    run.start()
    waiting = await run.approval()
    assert waiting.summary == "install package: torchh-x"
    run.gate.decide(waiting.id, "reject", "no")
    await run.end()
    told = Contract([Requirement("loss", "statement", "the loss", "q", SPAN)])
    assert describe_titled(a.MarkRequirement("loss", "verified", "f", "c"), told) == (
        "mark requirement: the loss verified"
    )


def test_one_thing_is_in_the_singular() -> None:
    assert [counted(n, "step") for n in (0, 1, 2, 1000)] == ["0 steps", "1 step", "2 steps", "1,000 steps"]
    assert "(0 of 1 step settled)" in as_text(Plan("p", [Step("1", "one")]))
    assert RerunReport(True, 1, 0.5).line() == "the one code cell ran in a fresh kernel (0.5 s)"


def test_what_the_expert_decided_is_told_in_words_and_counted() -> None:
    kept = memory()
    kept.log.add("decision", verdict_text("1", "the data is missing", "give_up", "ask for it"), step="1")
    told = "the planning expert on step 1: the data is missing. It gives the step up. ask for it."
    assert log_lines(kept, "expert").endswith(told)
    assert verdict_text("1", "gave up", "give_up", "").endswith(": gave up. It gives the step up.")
    kept.log.add("decision", "expert on 2: as earlier versions said → give_up. so", step="2")
    assert escalations(kept.log, kept.plan) == (2, 0)
