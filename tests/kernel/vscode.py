"""A client that treats a kernel as VS Code's Jupyter extension does.

Taken from its sources (src/kernels/execution/cellExecution.ts and cellExecutionMessageHandler.ts) and those
of @jupyterlab/services, on which it builds: an execution names its cell by a document's URI, which is no cell
id; a comm whose target nobody registered is closed, on the shell channel; nothing of a page is said on the
control channel but an interrupt; what a cell shows belongs to it by its parent message, also after its end.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.kernel.front_end import FrontEnd, Shown

WIDGETS = "jupyter.widget"


class VsCode:
    """A notebook at `path`, its kernel started by `front_end`."""

    def __init__(self, front_end: FrontEnd, path: Path) -> None:
        self.front_end = front_end
        self.path = path
        self.models: dict[str, dict[str, Any]] = {}
        """The state of each widget, by its comm's id."""
        self.plain: dict[str, str] = {}
        """What is shown as plain text alone, by its display's id."""
        self.refused = 0
        self._sending: set[asyncio.Task[str]] = set()
        self._cells = 0
        front_end.listeners.append(self._hear)

    async def open(self) -> None:
        """What the extension does before the first cell."""
        await self.front_end.execute(f"import os as _VSCODE_os; _VSCODE_os.chdir({str(self.path.parent)!r})")
        await self.front_end.execute(f"__vsc_ipynb_file__ = {str(self.path)!r}")

    async def begin(self, source: str) -> Shown:
        """Run a new cell, without waiting for its end."""
        self._cells += 1
        return await self.front_end.begin(source, f"vscode-notebook-cell:{self.path}#W{self._cells}sZmlsZQ==")

    async def run(self, source: str) -> Shown:
        return await (await self.begin(source)).done()

    async def until(self, holds: Any) -> None:
        await self.front_end.until(holds)

    async def click(self, name: str) -> None:
        """The button of this name, as the widget in the page says it."""
        (button,) = [id for id, state in self.models.items() if state.get("description") == name]
        assert not self.models[button].get("disabled"), name
        data = {"method": "custom", "content": {"event": "click"}}
        shell = self.front_end.client.shell_channel
        await self.front_end.send(shell, "comm_msg", {"comm_id": button, "data": data})

    async def interrupt(self) -> None:
        await self.front_end.control("interrupt_request", {})

    def panel(self) -> str:
        """What the texts of all widgets say, and what stands beside them."""
        said = [str(state.get("value", "")) for state in self.models.values()]
        return "\n".join([*said, *self.plain.values()])

    def close(self) -> None:
        self.front_end.listeners.remove(self._hear)

    def _hear(self, message: dict[str, Any]) -> None:
        content = message["content"]
        match message["msg_type"]:
            case "comm_open" if content["target_name"] == WIDGETS:
                self.models[content["comm_id"]] = dict(content["data"]["state"])
            case "comm_open":
                self.refused += 1
                refusal = {"comm_id": content["comm_id"], "data": {}}
                shell = self.front_end.client.shell_channel
                task = asyncio.get_running_loop().create_task(
                    self.front_end.send(shell, "comm_close", refusal)
                )
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)
            case "comm_close":
                self.models.pop(content["comm_id"], None)
            case "display_data" | "update_display_data" if set(content["data"]) == {"text/plain"}:
                self.plain[content["transient"].get("display_id", "")] = content["data"]["text/plain"]
            case "comm_msg" if content["data"].get("method") == "update":
                self.models.get(content["comm_id"], {}).update(content["data"]["state"])


def text_of(shown: Shown) -> str:
    """All that a cell shows, as text."""
    parts = []
    for output in shown.outputs.json():
        data = output.get("data", {})
        parts.append(output.get("text") or data.get("text/markdown") or data.get("text/plain") or "")
    return "\n".join(parts)
