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
        self._abort = kernel._abort_queues
        self._reply = kernel._send_abort_reply

    def install(self) -> None:
        self._kernel._abort_queues = self._aborted
        self._kernel._send_abort_reply = self._told

    def uninstall(self) -> None:
        self._kernel._abort_queues = self._abort
        self._kernel._send_abort_reply = self._reply

    def _aborted(self, subshell: str | None = None) -> None:
        before = self._executions.last
        if subshell or before is None or not before.asked or before.status == "interrupted":
            self._abort(subshell)

    def _told(self, stream: Any, message: Mapping[str, Any], idents: Any) -> None:
        kernel, before = self._kernel, self._executions.last
        if before is not None and before.asked and not message["header"].get("subshell_id"):
            content = {"name": "stderr", "text": STOPPED}
            kernel.session.send(
                kernel.iopub_socket, "stream", content, parent=message, ident=b"stream.stderr"
            )
        self._reply(stream, message, idents)
