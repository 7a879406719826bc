"""Listens to what a running kernel publishes, from inside; the kernel object is handed in, never imported."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

Listener = Callable[[str, str, Mapping[str, Any]], None]
"""Called with the parent message id, the message type and its content, on whatever thread publishes."""


class Tap:
    """Hears stdout, stderr, displayed values and results without changing them.

    The kernel's hooks belong to the thread that registers them: streams are published by the IOPub
    thread, everything else by the main thread, where `open` has to be called.
    """

    def __init__(self, kernel: Any, listener: Listener) -> None:
        self._kernel = kernel
        self._listener = listener
        self._opened: list[Any] = []
        self._streams: list[Any] = []

    def open(self) -> None:
        shell = self._kernel.shell
        self._opened = [shell.display_pub, shell.displayhook]
        for publisher in self._opened:
            publisher.register_hook(self._hear)
        self._streams = [stream for stream in (sys.stdout, sys.stderr) if hasattr(stream, "register_hook")]
        for stream in self._streams:
            self._kernel.iopub_thread.schedule(lambda stream=stream: stream.register_hook(self._hear))
        self.flush()  # which waits for the IOPub thread: a flush by its own timer must find the hook

    def close(self) -> None:
        for publisher in self._opened:
            publisher.unregister_hook(self._hear)
        for stream in self._streams:
            self._kernel.iopub_thread.schedule(lambda stream=stream: stream.unregister_hook(self._hear))
        self._opened, self._streams = [], []

    def flush(self) -> None:
        """Wait until what was printed has been published, and so heard."""
        for stream in self._streams:
            stream.flush()

    def _hear(self, message: dict[str, Any]) -> dict[str, Any]:
        parent = message.get("parent_header") or {}
        kind = message.get("msg_type") or message["header"]["msg_type"]
        self._listener(str(parent.get("msg_id", "")), kind, message["content"])
        return message


def mute_thread(kernel: Any) -> None:
    """Keep what the calling thread prints out of whichever cell happens to be running."""
    with contextlib.suppress(AttributeError):
        kernel.shell.set_thread_parent({})
