"""A price that nobody knows is no zero: it is told as unknown, and a cap on cost that cannot be held is not
silently void."""

from __future__ import annotations

import pytest

from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.gate import Gate
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.app.capping import ask_at_caps
from rca_kernel.app.closing import record
from rca_kernel.app.config import load_config
from rca_kernel.app.session import Session
from rca_kernel.app.spending import cost_lines, kept_cost
from rca_kernel.errors import ConfigError, UnpricedError
from rca_kernel.memory import Memory, decode, encode
from rca_kernel.models import Budget, Message, Usage
from rca_kernel.notebook import Question
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, text
from tests.app.steps import PAPER, PASSAGE

ASK = [Message("user", "x")]
USED = Usage(1, 1000, 10, unpriced=1)


class Unlisted(ScriptedModel):
    """A model of which no list knows the price, unless it was given."""

    priced = False

    async def has_price(self) -> bool:
        return self.priced


def unlisted(*, priced: bool = False) -> Unlisted:
    model = Unlisted(text("a", usage=USED), text("b", usage=USED))
    model.priced = priced
    return model


@pytest.mark.parametrize(
    ("used", "said"),
    [
        (Usage(1, 10, 1), "1 model call, 10 prompt and 1 completion tokens, $0.0000"),
        (Usage(2, 10, 1, unpriced=2), "2 model calls, 10 prompt and 1 completion tokens, price unknown"),
        (
            Usage(3, 10, 1, 0.25, unpriced=1),
            "3 model calls, 10 prompt and 1 completion tokens, $0.2500 and 1 call of unknown price",
        ),
    ],
)
def test_an_unknown_price_is_told_apart_from_nothing(used: Usage, said: str) -> None:
    assert used.line() == said


async def test_it_is_told_wherever_costs_are_and_kept_in_the_notebook() -> None:
    ledger = Ledger()
    engine = LlmEngine(Asking(unlisted(), ledger))
    session = Session(FakeNotebook(), engine, PASSAGE, PAPER, ledger=ledger)
    session.begin()
    await engine.worker.text(ASK, "coder")
    record(session.memory, "done", engine.usage, ledger)
    assert "$" not in cost_lines(session).split("caps:")[0]
    assert session.live().usage.unpriced == 1
    kept = decode(encode(session.memory))
    assert kept.sessions[-1].roles[0].usage.unpriced == 1
    assert kept_cost(kept).endswith("price unknown")


async def test_a_cap_that_cannot_be_held_is_refused_before_the_first_call() -> None:
    model = unlisted()
    asking = Asking(model, Ledger(Budget(cost=1.0)))
    with pytest.raises(
        UnpricedError, match=r"so the cap of \$1.00 cannot be held.*--price IN/OUT.*max-tokens"
    ):
        await asking.text(ASK)
    assert model.requests == []
    await Asking(model, Ledger(Budget(cost=None))).text(ASK)
    await Asking(unlisted(priced=True), Ledger(Budget(cost=1.0))).text(ASK)


@pytest.mark.parametrize(("answer", "goes_on"), [("yes", True), ("no", False)])
async def test_where_a_user_is_there_they_are_asked(answer: str, goes_on: bool) -> None:
    gate, ledger = Gate(), Ledger(Budget(cost=1.0))
    asked: list[str] = []

    def answered(waiting: object) -> None:
        assert isinstance(waiting, Question)
        asked.append(waiting.question)
        gate.answer(waiting.id, answer)

    gate.on_waiting = answered
    ask_at_caps(ledger, gate, Memory())
    asking = Asking(unlisted(), ledger)
    if goes_on:
        await asking.text(ASK)
        await asking.text(ASK)
        assert ledger.budget.cost is None
    else:
        with pytest.raises(UnpricedError):
            await asking.text(ASK)
    assert len(asked) == 1
    assert asked[0].endswith("Go on without a cap on cost?")


@pytest.mark.parametrize("price", ["cheap", "1", "1/-2", "nan/1", "1/inf", "1/2/3"])
def test_a_price_that_is_none_is_refused(price: str) -> None:
    with pytest.raises(ConfigError, match="two numbers such as"):
        load_config(price=price)
    assert load_config(price="0/0").price == "0/0"
