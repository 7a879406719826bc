"""Cells that wait in the kernel's queue behind one of the agents': Jupyter drops them without a word where
it fails or is interrupted, in whichever notebook they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rca_kernel.notebook.executions import Executions

STOPPED = "Not run: it waited behind a cell of the agent's, which was stopped. Run it again.\n"


class Aborts:
    """What the user has queued runs although an attempt of the agents fails; what a Stop drops says so.
    Install it on the kernel's main thread, the only one on which agents run cells."""

    def __init__(self, kernel: Any, executions: Executions) -> None:
        self._kernel = kernel
        self._executions = executions
        # None in a kernel that drops cells another way: it is left as it is.
        self._abort = getattr(kernel, "_abort_queues", None)
        self._reply = getattr(kernel, "_send_abort_reply", None)

    def install(self) -> None:
        if self._abort is None or self._reply is None:
            return
        self._kernel._abort_queues = self._aborted
        self._kernel._send_abort_reply = self._told

    def uninstall(self) -> None:
        if self._abort is None or self._reply is None:
            return
        self._kernel._abort_queues = self._abort
        self._kernel._send_abort_reply = self._reply

    def _aborted(self, subshell: str | None = None) -> None:
        before = self._executions.last
        if subshell or before is None or not before.asked or before.status == "interrupted":
            assert self._abort is not None
            self._abort(subshell)

    def _told(self, stream: Any, message: Mapping[str, Any], idents: Any) -> None:
        kernel, before = self._kernel, self._executions.last
        if before is not None and before.asked and not message["header"].get("subshell_id"):
            content = {"name": "stderr", "text": STOPPED}
            kernel.session.send(
                kernel.iopub_socket, "stream", content, parent=message, ident=b"stream.stderr"
            )
        assert self._reply is not None
        self._reply(stream, message, idents)
