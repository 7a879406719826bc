"""`%rca ask` with a model: an answer from log, contract and passage that names its sources, as it comes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass

from rca_kernel.adapters.ipython.streaming import Answer, Listener
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.engine import Engine
from rca_kernel.app.cleaning import Cleaner, cleaned
from rca_kernel.errors import AnswerError, ModelError
from rca_kernel.memory.ask import Reference, answered, as_text, with_sources
from rca_kernel.models import Message

PACE = 0.1
"""Seconds after which a listener is told that nothing came."""
UNCHECKED = "not the whole answer, and not held against its sources"

Submit = Callable[[Coroutine[None, None, str]], "Future[str]"]


@dataclass(frozen=True, slots=True)
class _Void:
    why: str


_Event = str | _Void | None


class Answering:
    """The questions put to the models of one kernel's session, which are asked on the session's own loop.

    What is asked is counted with the session's calls. A cap that is reached is told, not asked about: whoever
    could raise it waits for the answer.
    """

    def __init__(self, submit: Submit) -> None:
        self._submit = submit
        self._under_way: list[Future[str]] = []
        self._lock = threading.Lock()

    def ask(
        self, engine: Engine | None, question: str, references: Sequence[Reference], listener: Listener
    ) -> Answer:
        """The model's answer; the references themselves where there is no model, where it cannot be reached,
        or where its answer rests on nothing. What is stopped or breaks off keeps what came, and says so.
        Blocks until it is there."""
        asking = _asking(engine) if engine is not None else None
        if asking is None or not references:
            return Answer(as_text(references))
        listener.begin(asking.model.name, len(references))
        heard: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        with self._lock:  # from its first moment on it can be stopped
            work = self._submit(_asked(asking, question, references, heard))
            self._under_way.append(work)
        work.add_done_callback(lambda _: heard.put(None))
        draft = _Draft(listener, references)
        try:
            for event in _events(heard, listener):
                draft.take(event)
            return Answer(cleaned(work.result()))
        except CancelledError:
            return Answer(draft.stopped())
        except KeyboardInterrupt:
            work.cancel()
            return Answer(draft.stopped(), interrupted=True)
        except ModelError as error:
            return Answer(draft.broken(error))
        finally:
            with self._lock:
                self._under_way.remove(work)

    def stop(self) -> bool:
        """End what is under way; whether anything was."""
        with self._lock:
            stopped = [work.cancel() for work in self._under_way]
        return any(stopped)


class _Draft:
    """What came of the answer, as it may be shown."""

    def __init__(self, listener: Listener, references: Sequence[Reference]) -> None:
        self._listener = listener
        self._references = references
        self._cleaner = Cleaner()
        self._text = ""

    def take(self, event: str | _Void) -> None:
        if isinstance(event, _Void):
            self._cleaner, self._text = Cleaner(), ""
            self._listener.void(cleaned(event.why))
        elif piece := self._cleaner.add(event):
            self._text += piece
            self._listener.text(piece)

    def stopped(self) -> str:
        return self._cut("Stopped here:") or "Stopped before an answer came."

    def broken(self, error: ModelError) -> str:
        """An answer that broke off, else the reason and the references. What is not shown is not kept."""
        kept = "" if isinstance(error, AnswerError) else self._cut("Broken off here:")
        return cleaned("\n\n".join(filter(None, (kept, str(error), as_text(self._references)))))

    def _cut(self, why: str) -> str:
        self._text += self._cleaner.end()
        said = self._text.strip()
        return (
            cleaned(f"{with_sources(f'{said} …', self._references)}\n\n({why} {UNCHECKED}.)") if said else ""
        )


def _asking(engine: Engine) -> Asking | None:
    from rca_kernel.agents.llm_engine import LlmEngine
    from rca_kernel.agents.pair_engine import PairEngine

    match engine:
        case PairEngine():
            return engine.model.worker
        case LlmEngine():
            return engine.worker
        case _:
            return None


async def _asked(
    asking: Asking, question: str, references: Sequence[Reference], heard: queue.SimpleQueue[_Event]
) -> str:
    def void(why: str) -> None:
        heard.put(_Void(why))

    async def ask(messages: Sequence[Message]) -> str:
        return await asking.text(messages, on_text=heard.put, on_again=void)

    return await answered(ask, question, references, void)


def _events(heard: queue.SimpleQueue[_Event], listener: Listener) -> Iterator[str | _Void]:
    """What is heard, until there is no more. It waits in short turns: an interrupt is heard between them."""
    while True:
        try:
            event = heard.get(timeout=PACE)
        except queue.Empty:
            listener.idle()
            continue
        if event is None:
            return
        yield event
