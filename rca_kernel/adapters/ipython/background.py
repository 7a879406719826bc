"""A thread with its own event loop inside the kernel, where sessions live."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from rca_kernel.notebook.tap import mute_thread

T = TypeVar("T")


class Background:
    """Runs coroutines beside the kernel's main thread. What its threads print goes nowhere:
    ipykernel would otherwise show it below whichever cell happens to run."""

    def __init__(self, kernel: Any, name: str = "rca-session") -> None:
        self._kernel = kernel
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._lock = threading.Lock()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop, started at first need."""
        with self._lock:
            if self._loop is None:
                threading.Thread(target=self._serve, name=self._name, daemon=True).start()
                self._ready.wait()
        assert self._loop is not None
        return self._loop

    def submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def close(self) -> None:
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._loop = None
                self._ready.clear()

    def _serve(self) -> None:
        mute_thread(self._kernel)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        self._loop = loop
        self._ready.set()
        loop.run_forever()
