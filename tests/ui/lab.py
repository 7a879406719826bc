"""What a user does in JupyterLab, as calls; every wait is for something seen on the page."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Locator, Page, expect

EMPTY_CELL: Mapping[str, Any] = {
    "cell_type": "code",
    "execution_count": None,
    "id": "first",
    "metadata": {},
    "outputs": [],
    "source": [],
}


SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
Found = TypeVar("Found")

READY = """async () => {
  const context = window.jupyterapp.shell.currentWidget.sessionContext;
  await context.ready;
  while (!context.session?.kernel) await new Promise(requestAnimationFrame);
  await context.session.kernel.info;
}"""


@dataclass
class Lab:
    page: Page
    url: str
    root: Path
    name: str
    shots: Path

    def open(
        self, kernel: str = "rca", cells: list[Mapping[str, Any]] | None = None, **metadata: Any
    ) -> None:
        """A notebook in a fresh workspace, its kernel ready."""
        self.write(kernel, cells, **metadata)
        self.visit()
        self.kernel_ready()

    def write(
        self, kernel: str = "rca", cells: list[Mapping[str, Any]] | None = None, **metadata: Any
    ) -> None:
        notebook = {
            "cells": cells if cells is not None else [EMPTY_CELL],
            "metadata": {
                "kernelspec": {"name": kernel, "display_name": kernel, "language": "python"},
                **metadata,
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.root / self.name).write_text(json.dumps(notebook))

    def visit(self) -> None:
        self.page.goto(f"{self.url}/lab/workspaces/w{uuid.uuid4().hex[:8]}/tree/{self.name}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")

    def kernel_ready(self) -> None:
        self.page.evaluate(READY)
        self.page.wait_for_selector(f'{SHOWN} .jp-Notebook-ExecutionIndicator[data-status="idle"]')

    def run(self, source: str) -> None:
        """Type into the last code cell and run it, as a user would."""
        cell = self.page.locator(f"{SHOWN} .jp-Notebook .jp-CodeCell").last
        editor = cell.locator(".cm-content")
        editor.click()
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Shift+Enter")

    def save(self) -> None:
        self.page.keyboard.press("Control+s")

    @property
    def panel(self) -> Locator:
        return self.page.locator(".rca-Panel").first

    def show_panel(self) -> None:
        tab = self.page.locator('.jp-SideBar.jp-mod-right .lm-TabBar-tab[data-id="rca-plan-panel"]')
        tab.click()
        expect(self.panel).to_be_visible()

    def expect_status(self, status: str, timeout: float = 180_000) -> None:
        expect(self.page.locator(f'.rca-Panel-status[data-status="{status}"]').first).to_be_visible(
            timeout=timeout
        )

    def step(self, id: str) -> Locator:
        return self.page.locator(f'li.rca-Step[data-step="{id}"]').first

    def expect_step(self, id: str, state: str, timeout: float = 120_000) -> None:
        expect(self.step(id)).to_have_attribute("data-state", state, timeout=timeout)

    def saved(self, status: str) -> dict[str, Any]:
        """The notebook on disk, once it holds a session that ended as `status`: the panel shows an
        end a moment before the file is written."""
        return self._read_when(
            lambda notebook: (
                notebook["metadata"].get("rca", {}).get("sessions", [{}])[-1].get("status") == status
            )
        )

    def _read_when(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        def read() -> dict[str, Any] | None:
            try:
                loaded: dict[str, Any] = json.loads((self.root / self.name).read_text())
            except ValueError:  # the server is writing it
                return None
            return loaded if wanted(loaded) else None

        return self.wait_for(read)

    def wait_for(self, look: Callable[[], Found | None]) -> Found:
        """What `look` finds, once it finds something; between looks the page draws."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if (found := look()) is not None:
                return found
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        raise AssertionError(f"{look.__qualname__} found nothing for 120 s.")

    def unchanged(self, block: Mapping[str, Any]) -> None:
        """The notebook is saved, and its memory block is `block`."""
        notebook = self._read_when(lambda notebook: len(notebook.get("cells", [])) > 2)
        assert notebook["metadata"]["rca"] == block

    def shot(self, name: str) -> None:
        self.page.screenshot(path=str(self.shots / f"{name}.png"))

    def shut_down(self) -> None:
        """End this notebook's kernel, so that tests do not pile up kernels."""
        for session in self.page.request.get(f"{self.url}/api/sessions").json():
            if session["path"] == self.name:
                self.page.request.delete(f"{self.url}/api/sessions/{session['id']}")
