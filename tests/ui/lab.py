"""What a user does in JupyterLab, as calls; every wait is for something seen on the page."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, Locator, Page, expect

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
  const shown = () => window.jupyterapp.shell.currentWidget?.sessionContext;
  while (!shown()) await new Promise(requestAnimationFrame);
  const context = shown();
  await context.ready;
  while (!context.session?.kernel) await new Promise(requestAnimationFrame);
  await context.session.kernel.info;
}"""


COMPUTE = """async code => {
  const { context } = jupyterapp.shell.currentWidget;
  const { content } = await context.sessionContext.session.kernel.requestExecute({ code }).done;
  const { status, ename, evalue } = content;
  return { status, ename, evalue, notebook: context.path };
}"""
OPEN = """async ({ path, kernelPreference }) => {
  await jupyterapp.commands.execute('docmanager:open', { path, factory: 'Notebook', kernelPreference });
}"""
LISTEN = """() => {
  const { saveState } = jupyterapp.shell.currentWidget.context;
  window.saved = new Promise(resolve => {
    saveState.connect((_, state) => state.startsWith('completed') && resolve());
  });
}"""
# The panel is left as a new page has it: closed, its plan in front. A save has ended when the next one has:
# cut off, it would end in a dialog.
CLEAR = """async () => {
  document.querySelector('.rca-Tab[data-tab="plan"]')?.click();
  const widgets = [...jupyterapp.shell.widgets('main')];
  let ended = false;
  void Promise.allSettled(widgets.map(widget => widget.context?.save())).then(() => (ended = true));
  while (!ended && !document.querySelector('.jp-Dialog')) await new Promise(requestAnimationFrame);
  widgets.forEach(widget => widget.dispose());
  jupyterapp.shell.collapseRight();
}"""
SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"


@dataclass
class Desk:
    """The page that tests share, one after the other; one that a test has left or spoilt is closed."""

    context: BrowserContext
    url: str
    page: Page | None = None
    spoilt: bool = False

    def take(self) -> Page:
        if self.page is None:
            self.page = self.context.new_page()
            self.page.goto(f"{self.url}/lab/workspaces/desk?reset")
            self.page.wait_for_selector("#jp-main-dock-panel")
            self.page.evaluate("jupyterapp.restored")
            self.page.on("load", self._spoil)
        return self.page

    def _spoil(self, page: Page) -> None:
        """Reloaded, a page opens what its address named, perhaps only after the test."""
        self.spoilt = True

    def clear(self) -> None:
        if self.page is None or self.spoilt or "/lab/workspaces/desk" not in self.page.url:
            self.drop()
            return
        dialogs = self.page.locator(".jp-Dialog")
        expect(dialogs, "The test leaves no dialog open.").to_have_count(0, timeout=10_000)
        self.page.evaluate(CLEAR)
        expect(self.page.locator(".jp-NotebookPanel")).to_have_count(0)
        if dialogs.count():  # a notebook that the test changed on disk
            self.drop()

    def drop(self) -> None:
        if self.page is not None:
            self.page.close()
        self.page, self.spoilt = None, False


@contextmanager
def at_desk(desk: Desk, server: tuple[str, Path], name: str) -> Iterator[Lab]:
    url, root = server
    SHOTS.mkdir(parents=True, exist_ok=True)
    lab = Lab(desk.take(), url, root, f"{name}-{uuid.uuid4().hex[:6]}.ipynb", SHOTS)
    yield lab
    lab.shot(name)
    lab.shut_down()  # no session saves a notebook while its page is cleared
    desk.clear()


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
        """A notebook in the shared page, its kernel ready."""
        self.write(kernel, cells, **metadata)
        self.page.evaluate(OPEN, {"path": self.name})
        self.kernel_ready()

    def load(
        self, kernel: str = "rca", cells: list[Mapping[str, Any]] | None = None, **metadata: Any
    ) -> None:
        """A notebook in a page loaded anew, its kernel ready."""
        self.write(kernel, cells, **metadata)
        self.visit()
        self.kernel_ready()

    def look(self, cells: list[Mapping[str, Any]] | None = None, **metadata: Any) -> None:
        """A notebook in the shared page, without a kernel."""
        self.write("rca", cells, **metadata)
        self.page.evaluate(OPEN, {"path": self.name, "kernelPreference": {"shouldStart": False}})
        self.page.wait_for_selector(f"{SHOWN} .jp-Notebook .jp-Cell")

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
        """The notebook in a fresh workspace of a page loaded anew."""
        self.page.goto(f"{self.url}/lab/workspaces/w{uuid.uuid4().hex[:8]}/tree/{self.name}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")

    def kernel_ready(self) -> None:
        self.page.evaluate(READY)
        self.page.wait_for_selector(f'{SHOWN} .jp-Notebook-ExecutionIndicator[data-status="idle"]')

    def compute(self, code: str) -> None:
        """Run code in the kernel without a cell of the notebook."""
        reply = self.page.evaluate(COMPUTE, code)
        assert reply["status"] == "ok", (code, reply, self.page.locator(".jp-Dialog").all_inner_texts())

    def run(self, source: str) -> None:
        """Type into the last code cell and run it, as a user would."""
        cell = self.page.locator(f"{SHOWN} .jp-Notebook .jp-CodeCell").last
        editor = cell.locator(".cm-content")
        editor.click()
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Shift+Enter")

    def save(self) -> None:
        """By the keyboard; until the notebook is on disk."""
        self.page.evaluate(LISTEN)
        self.page.keyboard.press("Control+s")
        self.page.evaluate("saved")

    @property
    def panel(self) -> Locator:
        return self.page.locator("#rca-plan-panel")

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

    def wait_for(self, look: Callable[[], Found | None], seconds: float = 120) -> Found:
        """What `look` finds, once it finds something; between looks the page draws."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if (found := look()) is not None:
                return found
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        raise AssertionError(f"{look.__qualname__} found nothing for {seconds:.0f} s.")

    def unchanged(self, block: Mapping[str, Any]) -> None:
        """The notebook is saved, and its memory block is `block`."""
        notebook = self._read_when(lambda notebook: len(notebook.get("cells", [])) > 2)
        assert notebook["metadata"]["rca"] == block

    def shot(self, name: str) -> None:
        self.page.screenshot(path=str(self.shots / f"{name}.png"))

    def shut_down(self) -> None:
        """End all kernels, so that tests do not pile them up."""
        server = self.page.context.request
        for session in server.get(f"{self.url}/api/sessions").json():
            server.delete(f"{self.url}/api/sessions/{session['id']}")
