"""What Jupyter drops without a word: cells that waited behind one that failed or was interrupted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rca_kernel.notebook.executions import Executions

STOPPED = "Not run: it waited behind a cell of the agent's, which was stopped. Run it again.\n"
FAILED = "Not run: it waited behind a cell of the agent's, which failed. Run it again.\n"


class Aborts:
    """Says it in the cell that is dropped, where it stood behind a cell of the agents', perhaps in another
    notebook. Install it on the kernel's main thread."""

    def __init__(self, kernel: Any, executions: Executions) -> None:
        self._kernel = kernel
        self._executions = executions
        self._reply: Any = getattr(kernel, "_send_abort_reply", None)  # not in every version of ipykernel

    def install(self) -> None:
        if self._reply is not None:
            self._kernel._send_abort_reply = self._told

    def uninstall(self) -> None:
        if self._reply is not None:
            self._kernel._send_abort_reply = self._reply

    def _told(self, stream: Any, message: Mapping[str, Any], idents: Any) -> None:
        kernel, before = self._kernel, self._executions.last
        if before is not None and before.asked:
            said = STOPPED if before.status == "interrupted" else FAILED
            content = {"name": "stderr", "text": said}
            kernel.session.send(
                kernel.iopub_socket, "stream", content, parent=message, ident=b"stream.stderr"
            )
        self._reply(stream, message, idents)
