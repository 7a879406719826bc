"""A scripted model behind the engine, its plan, and the loop that works it."""

from __future__ import annotations

from rca_kernel.actions import Performer
from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.engine import Engine
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.loop import Loop
from rca_kernel.memory import Memory
from rca_kernel.models import Budget, Reply
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, tool

PLAN = tool(
    "submit_plan",
    requirements=[{"id": "r:bias", "title": "no decay", "quote": "never decayed", "support": "stated"}],
    steps=[
        {"title": "Eq. (1)", "goal": "y = 2x", "check": "y(1) is 2", "requirements": ["eq-1"]},
        {"title": "Decay mask", "goal": "exclude biases", "check": "", "requirements": ["r:bias"]},
    ],
    unresolved=[{"id": "text:3.2", "why": "covered by r:bias"}],
    assumptions=["x is a float array"],
)
SOURCE = "def y(x): return 2 * x\nassert y(1) == 2"
CODE = tool("insert_cell", cell_type="code", source=SOURCE, requirements=["eq-1"])
VERDICT = {"diagnosis": "v is never defined", "advice": "define v first", "steps": []}


def engine(*script: Reply, budget: Budget | None = None) -> tuple[LlmEngine, ScriptedModel]:
    model = ScriptedModel(*script)
    return LlmEngine(Asking(model, Ledger(budget or Budget()))), model


async def nothing(step: Step | None, action: str) -> None: ...


def loop(chosen: Engine, passage: Passage, memory: Memory, host: FakeNotebook) -> Loop:
    return Loop(chosen, Performer(host, memory), passage, memory, nothing)


async def planned(passage: Passage, *script: Reply) -> tuple[LlmEngine, ScriptedModel, Memory]:
    chosen, model = engine(PLAN, *script)
    memory = Memory()
    await chosen.plan(passage, memory)
    return chosen, model, memory


def verdict(decision: str, **changes: object) -> Reply:
    return tool("verdict", **{**VERDICT, "decision": decision, **changes})
