"""The user's hand on the loop: modes, pausing, approvals, questions. Waiting costs no time and no attempt."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field, replace
from typing import TypeVar

from rca_kernel.actions import (
    RISK,
    Action,
    InsertCell,
    Observation,
    Risk,
    describe,
    describe_titled,
    tool_name,
)
from rca_kernel.actions.preview import Preview, edited, preview
from rca_kernel.actions.workplace import Workplace
from rca_kernel.agents.reasons import why_of
from rca_kernel.errors import ActionError, PlanError, RcaError
from rca_kernel.notebook import (
    Approval,
    Mode,
    Question,
    Verdict,
    Waiting,
    bounded,
    harmless,
    sentence,
    with_cell_names,
)
from rca_kernel.plan import Step

T = TypeVar("T")
ASKED: frozenset[Risk] = frozenset({"write", "execute", "install", "network"})
"""What approve mode asks about."""
SAID = 1200
"""Characters shown of what the model says itself."""
CHANGED = "It changed while it waited for the user's approval, so it was not done. Read it again."
EDITED = "(The user edited this before it was done: the arguments are as it was done.)\n"


@dataclass(frozen=True, slots=True)
class Decision:
    """The user's word on an approval; `action` is what is to be done when it was edited."""

    verdict: Verdict
    text: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is to be done after all, or the observation that stands in its place."""

    action: Action
    refused: Observation | None = None
    approved: bool = False
    note: str = ""


async def _nothing() -> None:
    return None


@dataclass(slots=True)
class Gate:
    """One for each kernel. `hold`, `review` and `ask` are awaited on the session's loop; the rest may be
    called from any thread. `attended` says whether anybody can answer."""

    mode: Mode = "auto"
    attended: bool = True
    paused: bool = False
    waiting: Waiting | None = None
    changed: Callable[[], Awaitable[None]] = _nothing
    """Awaited when what is to be shown has changed."""
    on_waiting: Callable[[Waiting], None] | None = None
    """Told when something begins to wait; a terminal asks here."""
    on_holding: Callable[[], None] | None = None
    """Told when the loop holds because the session is paused."""
    acting: bool = False
    """Whether a step was begun, or the user let a plan go on: where the mode holds at the plan, it held."""
    standing: bool = False
    """Whether the loop stands still for the user."""
    waited: float = 0.0
    """Seconds that this session's loop stood still for the user; no cap on time counts them."""
    _word: Future[Decision | str] | None = None
    _go: Future[None] | None = None
    _edit: Callable[[str], Action] | None = None
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def begin(self, *, acting: bool = False) -> None:
        """A new session: nothing is held over from the one before."""
        self.paused, self.waiting, self.standing, self._word, self._go = False, None, False, None, None
        self.waited, self.acting = 0.0, acting

    async def hold(self) -> None:
        """Wait while the session is paused."""
        if not self.paused:
            return
        began = time.monotonic()
        try:
            while self._is_paused():
                self._go = Future()
                self.standing = True
                await self.changed()
                if self.on_holding is not None:
                    self.on_holding()
                if self._is_paused():
                    await asyncio.wrap_future(self._go)
        finally:
            self.standing = False
            self.waited += time.monotonic() - began
        await self.changed()

    async def review(self, at: Workplace, action: Action, step: Step, said: str = "") -> Reviewed:
        """Ask the user where the mode or the risk demands it; what changed meanwhile is not done. `said` is
        the model's own reason."""
        risk = _risk(action)
        if not self._asks(risk):
            return Reviewed(action)
        if not self.attended:
            return Reviewed(action, _refused("Nobody can be asked to allow this here.", "Do without it."))
        try:
            shown = await preview(at, action, step)
            request = Approval(
                self._name(),
                step.id,
                step.persona,
                tool_name(type(action)),
                risk,
                await _summary(at, action, shown),
                shown.cell_id,
                shown.cell_type,
                shown.path,
                shown.before,
                shown.after,
                shown.editable,
                why_of(at, step),
                bounded(harmless(said).strip(), SAID),
            )
            decision = await self._decided(request, action, shown)
            return await _carried(at, action, step, shown, decision)
        except RcaError as error:
            return Reviewed(action, Observation(False, str(error)))

    async def ask(self, question: str, step: Step, options: tuple[str, ...] = (), default: str = "") -> str:
        """The user's answer to a question; waits for it however long it takes."""
        asked = Question(self._name(), step.id, question, options, default)
        answer = await self._wait(asked)
        return answer if isinstance(answer, str) else answer.text

    def pause(self) -> None:
        self.paused = True

    def release(self) -> None:
        """Go on after a pause."""
        self.paused = False
        if self._go is not None:
            _settle(self._go, None)

    def decide(self, request: str, verdict: Verdict, text: str = "") -> None:
        """The user's word on the approval that waits. Raises PlanError where none does, ActionError
        where the edited source or command cannot be done."""
        waiting = self._waits_as(request)
        if not isinstance(waiting, Approval):
            raise PlanError("A question waits, not an approval.", hint="Answer it.")
        action = self._edit(text) if verdict == "edit" and self._edit is not None else None
        self._settle(Decision(verdict, text.strip() if verdict == "reject" else text, action))

    def answer(self, request: str, text: str) -> None:
        """The user's answer to the question that waits; nothing takes its default."""
        waiting = self._waits_as(request)
        if not isinstance(waiting, Question):
            raise PlanError("An approval waits, not a question.", hint="Approve or reject it.")
        if not text.strip() and not waiting.default:
            raise PlanError("The answer is empty.", hint="Say something: the question has no default.")
        self._settle(text.strip() or waiting.default)

    def withdraw(self, step: str, why: str) -> None:
        """What waits in a step that the user ended is rejected."""
        waiting = self.waiting
        if waiting is not None and waiting.step == step:
            self._settle(Decision("reject", why) if isinstance(waiting, Approval) else why)

    def _is_paused(self) -> bool:
        return self.paused

    def _asks(self, risk: Risk) -> bool:
        return risk == "install" or (self.mode == "approve" and risk in ASKED)

    async def _decided(self, request: Approval, action: Action, shown: Preview) -> Decision:
        self._edit = (lambda text: edited(action, shown, text)) if shown.editable else _refuse_edit
        decision = await self._wait(request)
        return decision if isinstance(decision, Decision) else Decision("reject", decision)

    async def _wait(self, waiting: Waiting) -> Decision | str:
        word: Future[Decision | str] = Future()
        self.waiting, self._word, self.standing = waiting, word, True
        began = time.monotonic()
        try:
            await self.changed()
            if self.on_waiting is not None:
                self.on_waiting(waiting)
            return await asyncio.wrap_future(word)
        finally:
            self.waiting, self._word, self.standing = None, None, False
            self.waited += time.monotonic() - began

    def _waits_as(self, request: str) -> Waiting:
        waiting = self.waiting
        if waiting is None and not request:
            raise PlanError("Nothing waits for you.", hint="%rca status tells what the session is doing.")
        if waiting is None or (request and waiting.id != request):
            raise PlanError("Nothing waits under this name any more.", hint="See what waits: %rca status.")
        return waiting

    def _settle(self, word: Decision | str) -> None:
        future, self.waiting = self._word, None
        if future is not None:
            _settle(future, word)

    def _name(self) -> str:
        return f"q-{next(self._numbers)}"


async def _summary(at: Workplace, action: Action, shown: Preview) -> str:
    """The action in a line, in which cell and requirement have names."""
    said = describe_titled(action, at.memory.contract)
    if not shown.cell_id:
        return said
    cells = await at.host.read()
    return with_cell_names(said.replace(": last", f": {shown.cell_id}"), cells)


def _risk(action: Action) -> Risk:
    """Text in a cell runs nothing."""
    markdown = isinstance(action, InsertCell) and action.cell_type == "markdown"
    return "write" if markdown else RISK[type(action)]


async def _carried(at: Workplace, action: Action, step: Step, shown: Preview, decision: Decision) -> Reviewed:
    log = at.memory.log
    what = describe(action)
    if decision.verdict == "reject":
        why = decision.text or "no reason was given"
        log.add("decision", f"the user rejected {what}: {why}", step=step.id)
        return Reviewed(action, _refused(f"The user rejected this: {why}", "Do something else."))
    if (await preview(at, action, step)).before != shown.before:
        return Reviewed(action, Observation(False, CHANGED))
    if decision.verdict == "edit" and decision.action is not None and decision.action != action:
        log.add("decision", f"the user edited and approved {what}", step=step.id)
        return Reviewed(decision.action, approved=True, note=EDITED)
    log.add("decision", f"the user approved {what}", step=step.id)
    return Reviewed(action, approved=True)


def noted(reviewed: Reviewed, observation: Observation) -> Observation:
    """The observation with what the user did to the action before it."""
    return replace(observation, text=reviewed.note + observation.text) if reviewed.note else observation


def _refused(why: str, hint: str) -> Observation:
    return Observation(False, f"{sentence(why)} {hint}")


def _refuse_edit(_text: str) -> Action:
    raise ActionError("This cannot be edited.", hint="Approve it as it is, or reject it with a reason.")


def _settle(future: Future[T], value: T) -> None:
    try:
        future.set_result(value)
    except InvalidStateError:
        return  # the session was stopped, or somebody was faster
