from __future__ import annotations

import pytest

from rca_kernel.contract import Contract, Requirement, contract_of
from rca_kernel.errors import ContractError
from rca_kernel.paper.document import Algorithm, Equation, Section, Span
from rca_kernel.paper.passage import Hyperparameter, Passage

SPAN = Span("a.tex", 0, 10)


def requirement(id: str = "eq:1") -> Requirement:
    return Requirement(id, "equation", "Eq. (1)", "a = b", SPAN)


def test_coverage_counts_each_requirement_once() -> None:
    contract = Contract([requirement("a"), requirement("b"), requirement("c"), requirement("d")])
    contract.mark("a", "verified", note="5 of 5 points agree")
    contract.mark("b", "implemented")
    contract.unresolve("c", "prose only")
    coverage = contract.coverage()
    assert (coverage.verified, coverage.implemented, coverage.unresolved, coverage.open) == (1, 1, 1, 1)
    assert coverage.line() == "1 of 4 verified, 1 implemented, not yet verified, 1 open, 1 unresolved"


@pytest.mark.parametrize("status", ["verified", "violated"])
def test_a_verdict_needs_evidence(status: str) -> None:
    with pytest.raises(ContractError, match="without evidence"):
        Contract([requirement()]).mark("eq:1", status)  # type: ignore[arg-type]


def test_what_was_unresolved_and_is_met_after_all_is_resolved() -> None:
    contract = Contract([requirement("a")])
    contract.unresolve("a", "no code can meet it")
    contract.mark("a", "verified", note="checked after all")
    assert contract["a"].resolved
    assert contract.coverage().unresolved == 0


def test_unknown_and_repeated_requirements_are_refused() -> None:
    contract = Contract([requirement()])
    with pytest.raises(ContractError, match="exists already"):
        contract.add(requirement())
    with pytest.raises(ContractError, match=r"No requirement 'x'.*eq:1"):
        contract.mark("x", "implemented")


def test_merging_starts_known_requirements_anew() -> None:
    contract = Contract([requirement("a"), requirement("b")])
    contract.mark("a", "verified", note="checked")
    contract.merge(Contract([requirement("a"), requirement("c")]))
    assert [item.id for item in contract] == ["a", "b", "c"]
    assert contract["a"].status == "open"


def test_a_passage_demands_its_mathematics_pseudocode_values_and_prose() -> None:
    section = Section(
        "s1",
        "3.2",
        "Update rule",
        2,
        SPAN,
        text="The decay $\\alpha$ is applied to all parameters but the biases here.\n\n$$ a = b $$",
    )
    short = Section("s2", "3.3", "Next", 2, SPAN, text="See $$ c = d $$ below.")
    passage = Passage(
        "3.2",
        "Section 3.2",
        "T",
        "a.tex",
        (section, short),
        (
            Equation("e1", "1", "a = b", "s1", SPAN),
            Algorithm("a1", "1", "\\State $x$", "s1", SPAN, caption="Steps"),
        ),
        hyperparameters=(Hyperparameter("\\alpha", "0.001", "we set α to 0.001", SPAN, number=0.001),),
    )
    found = [(item.id, item.kind) for item in contract_of(passage)]
    assert found == [
        ("e1", "equation"),
        ("a1", "algorithm"),
        ("text:3.2", "statement"),
        ("value:\\alpha", "hyperparameter"),
    ]
