"""A button's clicks, heard while a cell runs: widgets' messages wait until the kernel's shell is free."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Clicks:
    """Calls `obey` once a click, as soon as the kernel has received the click, on a thread of its own.

    ipykernel asks each comm, on the thread that receives, which of its shells a message is for
    (`_reply_subshell_for`): that is where a click is heard. Where it is not asked, the click is heard as
    widgets hear theirs, between cells.
    """

    def __init__(self, button: Any, obey: Callable[[], None]) -> None:
        self._obey = obey
        self._lock = threading.Lock()
        self._heard = 0
        button.on_click(lambda _button: self._delivered())
        comm = button.comm
        self._shell_for = getattr(comm, "_reply_subshell_for", None)
        if self._shell_for is not None:
            comm._reply_subshell_for = self._received

    def _received(self, data: object, default: object) -> object:
        """On the thread that receives, which must go on at once."""
        if _is_click(data):
            with self._lock:
                self._heard += 1
            threading.Thread(target=self._obey, name="rca-click", daemon=True).start()
        assert self._shell_for is not None
        return self._shell_for(data, default)

    def _delivered(self) -> None:
        """The same click again, when its turn came."""
        with self._lock:
            known, self._heard = self._heard > 0, max(0, self._heard - 1)
        if not known:
            self._obey()


def _is_click(data: object) -> bool:
    """Whether this is what the front end's button says of a click."""
    if not isinstance(data, dict) or data.get("method") != "custom":
        return False
    content = data.get("content")
    return isinstance(content, dict) and content.get("event") == "click"
