"""The kernel's end of the comm: a plain object, heard on the control channel while a cell runs.

Not `comm.create_comm`: replies to a stock comm follow its last sender to a busy subshell, and its
messages carry the parent of whatever cell runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rca_kernel.adapters.comm.wire import SAID, TARGET


class Endpoint:
    """What the comm manager keeps. `on_data` and `on_refused` are called on the thread that heard."""

    target_name = TARGET

    def __init__(
        self,
        kernel: Any,
        comm_id: str,
        on_data: Callable[[object], None],
        on_refused: Callable[[], None] = lambda: None,
    ) -> None:
        self._kernel = kernel
        self._on_data = on_data
        self._on_refused = on_refused
        self._is_open = True
        self.comm_id = comm_id
        self._topic = f"comm-{comm_id}".encode()

    def register(self) -> None:
        manager = self._kernel.comm_manager
        for kind in ("comm_msg", SAID):
            self._kernel.control_handlers.setdefault(kind, manager.comm_msg)
        _hush(self._kernel)
        manager.register_comm(self)

    def unregister(self) -> None:
        self._is_open = False
        self._kernel.comm_manager.comms.pop(self.comm_id, None)

    def open(self, data: dict[str, object]) -> None:
        """Announce the comm to every page; the one kind of message that a flood never drops."""
        names = {"comm_id": self.comm_id, "target_name": self.target_name, "target_module": None}
        self._publish("comm_open", {**names, "data": data})

    def send(self, data: dict[str, object]) -> None:
        """From any thread: each has its own way to the IOPub thread, and no parent header goes along."""
        self._publish("comm_msg", {"comm_id": self.comm_id, "data": data})

    def handle_msg(self, message: dict[str, Any]) -> None:
        self._on_data(message["content"].get("data"))

    def handle_close(self, message: dict[str, Any]) -> None:
        """A page without the extension refuses the comm and so removes it: register it again."""
        if self._is_open:
            self._kernel.comm_manager.register_comm(self)
            self._on_refused()

    def _publish(self, kind: str, content: dict[str, object]) -> None:
        kernel = self._kernel
        kernel.session.send(kernel.iopub_socket, kind, content, parent=None, ident=self._topic)


def _hush(kernel: Any) -> None:
    """Say no busy and idle around what pages say: they are many, each is drawn by every page, and a server
    sends what follows them up to 40 ms later."""
    publish = kernel._publish_status
    if publish.__name__ == "_publish_aloud":
        return

    def _publish_aloud(status: str, channel: str, parent: Any = None) -> None:
        heard = (kernel.get_parent("control") or {}).get("header", {}).get("msg_type")
        if parent is not None or channel != "control" or heard != SAID:
            publish(status, channel, parent)

    kernel._publish_status = _publish_aloud
