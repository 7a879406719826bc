"""A model per role, and roles that are formal."""

from __future__ import annotations

import pytest

from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.pair_engine import PairEngine
from rca_kernel.app.config import Config
from rca_kernel.app.engines import build_engine
from rca_kernel.app.roles import seeing
from rca_kernel.errors import ConfigError

BASE = "http://127.0.0.1:9/v1"


def built(**settings: str) -> LlmEngine | PairEngine:
    engine = build_engine(Config(model="openai/main", api_base=BASE, **settings)).engine  # type: ignore[arg-type]
    assert isinstance(engine, LlmEngine | PairEngine)
    return engine


def test_missing_roles_inherit_the_workers_model() -> None:
    engine = built(debugger="openai/strong", planner="openai/cheap")
    assert isinstance(engine, LlmEngine)
    assert engine.worker.model.name == "openai/main"
    assert engine.planner is not None
    assert engine.planner.model.name == "openai/cheap"
    assert engine.expert is None
    assert {persona: asking.model.name for persona, asking in engine.personas.items()} == {
        "debugger": "openai/strong"
    }
    assert engine.personas["debugger"].ledger is engine.worker.ledger


def test_any_role_may_be_formal() -> None:
    pair = built(planner="formal", experimenter="Formal")
    assert isinstance(pair, PairEngine)
    assert (pair.plans, pair.personas) == (True, {"experimenter"})
    worker = built(worker="formal")
    assert isinstance(worker, PairEngine)
    assert (worker.plans, worker.personas) == (False, {"coder"})
    alone = built(expert="formal")
    assert isinstance(alone, LlmEngine)
    assert not alone.advises


def test_pictures_are_sent_as_the_user_says() -> None:
    assert [seeing(Config(sees=said)) for said in ("", "yes", "No")] == [None, True, False]
    with pytest.raises(ConfigError, match="yes or no"):
        seeing(Config(sees="maybe"))
