"""A thread with its own event loop, to which all state of the channel is confined."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from rca_kernel.errors import HostError

T = TypeVar("T")


class LoopThread:
    """`prepare` is called first, on the thread."""

    def __init__(self, name: str, prepare: Callable[[], None]) -> None:
        self.loop = asyncio.new_event_loop()
        self._prepare = prepare
        self._context: contextvars.Context | None = None
        self._thread = threading.Thread(target=self._live, daemon=True, name=name)
        self._closed = False

    def start(self) -> None:
        self._thread.start()

    def post(self, work: Callable[..., object], *args: object) -> None:
        """Do `work` soon, from any thread; after `close` it is dropped."""
        if not self._closed:
            self.loop.call_soon_threadsafe(lambda: self.loop.call_soon(work, *args, context=self._context))

    async def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Await `work` on the thread, from any loop. Raises HostError when the thread has ended."""
        if self._closed:
            work.close()
            raise HostError("The channel to the notebook is closed.", hint="Load the extension again.")
        if threading.current_thread() is self._thread:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def close(self, settle: float = 0.05) -> None:
        """End the thread, after `settle` seconds in which waiters hear of it."""
        if self._closed:
            return
        self.loop.call_soon_threadsafe(self.loop.call_later, settle, self.loop.stop)
        self._closed = True
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=5)

    def _live(self) -> None:
        self._prepare()
        self._context = contextvars.copy_context()
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.close()
