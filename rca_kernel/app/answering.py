"""`%rca ask` with a model: an answer from log, contract and passage that names its sources."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from rca_kernel.agents.asking import Asking
from rca_kernel.agents.engine import Engine
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.pair_engine import PairEngine
from rca_kernel.errors import ModelError
from rca_kernel.memory.ask import Reference, answered, as_text


def answer(engine: Engine, question: str, references: Sequence[Reference]) -> str:
    """The model's answer, counted with the session's calls; the references themselves where there is no
    model, where it cannot be reached, or where its answer rests on nothing. Blocks until it is there."""
    asking = _asking(engine)
    if asking is None or not references:
        return as_text(references)
    try:
        return _waited(asking, question, references)
    except ModelError as error:
        return f"{error}\n\n{as_text(references)}"


def _asking(engine: Engine) -> Asking | None:
    match engine:
        case PairEngine():
            return engine.model.worker
        case LlmEngine():
            return engine.worker
        case _:
            return None


def _waited(asking: Asking, question: str, references: Sequence[Reference]) -> str:
    """On a loop of its own: the kernel's may be running."""
    future: Future[str] = Future()

    def live() -> None:
        try:
            future.set_result(asyncio.run(answered(asking.text, question, references)))
        except BaseException as error:  # noqa: BLE001 - raised again below
            future.set_exception(error)

    threading.Thread(target=live, daemon=True, name="rca-ask").start()
    return future.result()
