from __future__ import annotations

import dataclasses

import pytest

from rca_kernel import actions as a
from rca_kernel.actions import Action, Observation, Performer
from rca_kernel.actions.workplace import AskUserPort
from rca_kernel.errors import ModelError
from rca_kernel.memory import Memory, decode, encode
from rca_kernel.plan import Step
from rca_kernel.testing.fake_notebook import FakeNotebook


class Answering:
    """Answers every question the same and keeps what was asked."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def __call__(self, question: str) -> str:
        self.asked.append(question)
        return self.answer


def answering(answer: str) -> AskUserPort:
    """A user who answers every question the same."""

    async def user(question: str, step: Step, options: tuple[str, ...], default: str) -> str:
        return answer

    return user


@pytest.fixture
def performer(memory: Memory) -> Performer:
    return Performer(FakeNotebook(), memory)


async def do(performer: Performer, action: Action) -> Observation:
    return await performer.perform(action, performer.memory.plan["2"])


def order(memory: Memory) -> list[str]:
    return [step.id for step in memory.plan]


async def test_a_waiting_step_is_renamed_and_restated_and_the_notebook_keeps_it(
    performer: Performer, memory: Memory
) -> None:
    revision = memory.plan.revision
    assert (await do(performer, a.UpdatePlan("3.1", "rename", "Cross entropy"))).ok
    assert (await do(performer, a.UpdatePlan("3.1", "restate", "mean over the batch"))).ok
    assert memory.plan.revision > revision
    kept = decode(encode(memory)).plan["3.1"]
    assert (kept.title, kept.goal, kept.requirements) == ("Cross entropy", "mean over the batch", ("eq:2",))
    assert [entry.kind for entry in memory.log] == ["decision", "decision"]


async def test_steps_are_skipped_and_reopened_along_legal_transitions(
    performer: Performer, memory: Memory
) -> None:
    assert (await do(performer, a.UpdatePlan("3.2", "skip", "the starter code has it"))).ok
    assert memory.plan["3.2"].state == "skipped"
    assert (await do(performer, a.UpdatePlan("3.2", "reopen", "it does not"))).ok
    assert memory.plan["3.2"].state == "pending"
    assert (await do(performer, a.UpdatePlan("1", "reopen", "its check fails"))).ok
    assert memory.plan.current() == memory.plan["2"]


async def test_a_step_is_not_skipped_while_it_alone_serves_a_requirement(
    performer: Performer, memory: Memory
) -> None:
    skip = a.UpdatePlan("3.1", "skip", "too hard")
    seen = await do(performer, skip)
    assert not seen.ok
    assert "Only step 3.1 serves eq:2" in seen.text
    memory.contract.unresolve("eq:2", "the paper does not say")
    assert (await do(performer, skip)).ok


async def test_siblings_change_places_with_all_that_is_below_them(
    performer: Performer, memory: Memory
) -> None:
    assert (await do(performer, a.UpdatePlan("3.2", "move"))).ok
    assert order(memory) == ["1", "2", "3", "3.2", "3.1"]
    assert (await do(performer, a.UpdatePlan("3", "move", after="1"))).ok
    assert order(memory) == ["1", "3", "3.2", "3.1", "2"]
    assert (await do(performer, a.UpdatePlan("1", "move", after="2"))).ok
    assert order(memory) == ["3", "3.2", "3.1", "2", "1"]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (a.UpdatePlan("2", "skip", "why"), "is running"),
        (a.UpdatePlan("2", "rename", "other"), "is running"),
        (a.UpdatePlan("9", "rename", "other"), "No step '9'"),
        (a.UpdatePlan("1", "rename", "other"), "is done"),
        (a.UpdatePlan("1", "skip", "why"), "cannot go from done to skipped"),
        (a.UpdatePlan("3.1", "reopen", "why"), "cannot go from pending to pending"),
        (a.UpdatePlan("3", "skip", "why"), "has sub-steps"),
        (a.UpdatePlan("3.1", "rename", " "), "No text"),
        (a.UpdatePlan("3.1", "move", after="1"), "no sibling"),
    ],
)
async def test_an_illegal_change_of_the_plan_changes_nothing(
    performer: Performer, memory: Memory, action: a.UpdatePlan, said: str
) -> None:
    before = list(memory.plan)
    seen = await do(performer, action)
    assert not seen.ok
    assert said in seen.text
    assert list(memory.plan) == before
    assert len(memory.log) == 0


async def test_a_reflection_is_kept_and_recalled(performer: Performer, memory: Memory) -> None:
    await do(performer, a.Reflect("warm-up first: the loss diverged without"))
    await do(performer, a.RecordAssumption("the loss is a mean"))
    assert [(entry.kind, entry.step) for entry in memory.log] == [("decision", "2"), ("assumption", "2")]
    seen = await do(performer, a.RecallLog("why did it diverge without warm-up"))
    assert seen.text.splitlines()[0] == "[1] decision (step 2): warm-up first: the loss diverged without"
    assert (await do(performer, a.RecallLog("tokenizer"))).text == "nothing in the log"


async def test_what_was_noted_in_the_step_asked_for_comes_first(performer: Performer, memory: Memory) -> None:
    for step in ("1", "3.1", "3.2"):
        memory.log.add("finding", "the loss is 0.5", step=step)
    first = [(await do(performer, a.RecallLog("loss", step=id))).text.splitlines()[0] for id in ("1", "3.1")]
    assert first == ["[1] finding (step 1): the loss is 0.5", "[2] finding (step 3.1): the loss is 0.5"]


async def test_only_the_best_of_many_entries_are_shown(performer: Performer, memory: Memory) -> None:
    for number in range(50):
        memory.log.add("finding", f"loss {number}")
    assert len((await do(performer, a.RecallLog("loss"))).text.splitlines()) == 20


async def test_the_expert_is_told_the_step_the_question_and_what_was_tried(memory: Memory) -> None:
    expert = Answering("normalise first")
    performer = Performer(FakeNotebook(), memory, expert=expert)
    seen = await do(performer, a.RequestHelp("why does it diverge?", "a smaller rate"))
    assert (seen.ok, seen.text) == (True, "normalise first")
    (asked,) = expert.asked
    assert "In step 2 “Schedule”: why does it diverge?" in asked
    assert "a smaller rate" in asked


async def test_an_expert_who_cannot_answer_is_a_failed_observation(memory: Memory) -> None:
    async def broken(question: str) -> str:
        raise ModelError("no answer from the model")

    seen = await do(Performer(FakeNotebook(), memory, expert=broken), a.RequestHelp("what now?"))
    assert (seen.ok, seen.text) == (False, "no answer from the model")


async def test_the_users_answer_is_logged_as_a_decision(memory: Memory) -> None:
    performer = Performer(FakeNotebook(), memory, ask_user=answering("sum it"))
    assert (await do(performer, a.AskUser("Mean or sum?"))).text == "sum it"
    assert [entry.text for entry in memory.log] == ["the user was asked: Mean or sum? Answer: sum it"]


async def test_questions_are_asked_together(memory: Memory) -> None:
    performer = Performer(FakeNotebook(), memory, ask_user=answering("1 sum 2 no"))
    await do(performer, a.AskUser("Mean or sum?", further=("Bias too?",)))
    assert "1. Mean or sum?\n2. Bias too?" in next(iter(memory.log)).text


async def test_where_nobody_can_be_asked_the_default_becomes_an_assumption(memory: Memory) -> None:
    seen = await do(Performer(FakeNotebook(), memory), a.AskUser("Mean or sum?", default="mean"))
    assert (seen.ok, "mean" in seen.text) == (True, True)
    assert [(e.kind, e.text) for e in memory.log] == [
        ("assumption", "Mean or sum? Nobody could be asked: mean")
    ]


async def test_where_nobody_can_be_asked_the_assumption_is_to_be_recorded(performer: Performer) -> None:
    seen = await do(performer, a.AskUser("Mean or sum?"))
    assert not seen.ok
    assert "record the assumption" in seen.text
    assert not (await do(performer, a.RequestHelp("what now?"))).ok


def installing(memory: Memory, approved: bool) -> Performer:
    return Performer(FakeNotebook(), memory, allowed=a.USUAL | {"install"}, approved=approved)


async def test_a_package_is_installed_when_the_user_approved(memory: Memory) -> None:
    """pytest is installed already, so that pip needs no network."""
    performer = installing(memory, True)
    seen = await do(performer, a.InstallPackage("pytest", "to test"))
    assert seen.ok
    assert "already satisfied" in seen.text
    assert performer.runs["run-1"].ok
    assert [entry.text for entry in memory.log] == ["pytest installed, as the user allowed: to test"]


async def test_nothing_is_installed_that_the_user_has_not_approved(memory: Memory) -> None:
    seen = await do(installing(memory, False), a.InstallPackage("pytest", "to test"))
    assert (seen.ok, "has not allowed it" in seen.text) == (False, True)


@pytest.mark.parametrize(
    "package",
    [
        *("--index-url=x", "git+https://example.org/x", "a b; rm", "two names", "./folder", "a @ file:x", ""),
        *("own.whl", "own-1.0.tar.gz[extra]", "own.ZIP"),
    ],
)
async def test_only_names_are_installed(memory: Memory, package: str) -> None:
    seen = await do(installing(memory, True), a.InstallPackage(package, "why"))
    assert not seen.ok
    assert "no package name" in seen.text


@pytest.mark.parametrize("kind", [kind for kind in a.KINDS if a.RISK[kind] not in a.USUAL])
async def test_a_risk_that_the_session_does_not_allow_is_refused_before_anyone_is_asked(
    memory: Memory, kind: type[Action]
) -> None:
    performer = Performer(FakeNotebook(), memory)
    action = kind(*("x" for _ in dataclasses.fields(kind)))
    seen = await do(performer, action)
    assert not seen.ok
    assert "is refused: its risk is" in seen.text


async def test_a_session_that_may_only_read_changes_no_cell(memory: Memory) -> None:
    host = FakeNotebook()
    performer = Performer(host, memory, allowed=frozenset({"read"}))
    seen = await do(performer, a.InsertCell("code", "x = 1"))
    assert not seen.ok
    assert "insert_cell is refused: its risk is 'execute'. This session allows: read." in seen.text
    assert host.calls == []
