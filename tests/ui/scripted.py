"""A notebook whose session a test scripts, and what may wait in it for the user."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.ui.lab import EMPTY_CELL, Desk, Lab, at_desk

PUPPET = Path(__file__).with_name("puppet.py")
FIXTURE = Path(__file__).resolve().parents[1] / "memory" / "fixtures" / "format-1.json"
EVIL = "<img src='https://evil.invalid/x.png' onerror='window.hit=1'>![x](https://evil.invalid/y.png)"
DIAGRAM = """```mermaid
graph TD; A@{ img: "https://evil.invalid/z.png", w: 60, h: 60 }
```
"""
EDIT_CELL = {
    "kind": "approval",
    "id": "ask-1",
    "step": "1.2",
    "persona": "coder",
    "action": "edit_cell",
    "risk": "execute",
    "summary": "Give v its name",
    "cell_id": "rca-222222222222",
    "cell_type": "code",
    "path": "",
    "before": "a = 1\nv_hat = w / 2\n",
    "after": "a = 1\nv_hat = v / 2\n",
    "editable": True,
    "why": "",
    "said": f"v was never set, so w stood for it. {EVIL}",
}
COMMAND = {
    **EDIT_CELL,
    "id": "ask-5",
    "action": "execute_script",
    "cell_id": "",
    "cell_type": "",
    "before": "",
    "after": "python \u202etrain.py",
}
MARKDOWN = {
    **EDIT_CELL,
    "id": "ask-6",
    "action": "insert_cell",
    "risk": "write",
    "cell_id": "",
    "cell_type": "markdown",
    "before": "",
    "after": f"## The second moment\n\nis $v_t$, see {EVIL}\n\n{DIAGRAM}",
}
ASK = {
    "kind": "question",
    "id": "ask-2",
    "step": "1.2",
    "question": f"Which epsilon? {EVIL}",
    "options": ["1e-8", "1e-6"],
    "default": "1e-8",
}


class Session:
    """The scripted session of a notebook, from the side of the test."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._heard = lab.root / f"{lab.name}.heard"

    def begin(self) -> None:
        block = json.loads(FIXTURE.read_text())
        self.lab.compute(f"from puppet import Puppet\npuppet = Puppet({self._heard.name!r}, {block!r})")
        self.lab.expect_status("running")

    def again(self) -> None:
        """As it began."""
        self.lab.compute("puppet.refusal = ''")
        self.tell(status="running", live={"waiting": None, "paused": False})
        self.lab.expect_status("running")
        expect(card(self.lab)).to_have_count(0)
        self.lab.panel.locator('.rca-Tab[data-tab="plan"]').click()
        self._heard.write_text("")

    def tell(self, **changes: Any) -> None:
        self.lab.compute(f"puppet.tell(**{changes!r})")

    def heard(self) -> dict[str, Any]:
        """The one command since the last call."""
        return self.lab.wait_for(self._next)

    def _next(self) -> dict[str, Any] | None:
        lines = self._heard.read_text().splitlines()
        if not lines:
            return None
        self._heard.write_text("")
        assert len(lines) == 1, lines
        command: dict[str, Any] = json.loads(lines[0])
        return command


@contextmanager
def staged(desk: Desk, server: tuple[str, Path], name: str) -> Iterator[Session]:
    """A notebook with two cells of the agent, its kernel, and a session in it."""
    shutil.copy(PUPPET, server[1] / "puppet.py")
    cells = [
        {**EMPTY_CELL, "id": "rca-111111111111", "source": "first = 1", "metadata": {"rca": {"step": "1.1"}}},
        {**EMPTY_CELL, "id": "rca-222222222222", "source": "second", "metadata": {"rca": {"step": "1.2"}}},
        EMPTY_CELL,
    ]
    with at_desk(desk, server, name) as lab:
        lab.open(kernel="python3", cells=cells)
        lab.show_panel()
        session = Session(lab)
        session.begin()
        yield session


def card(lab: Lab) -> Locator:
    return lab.page.locator("#rca-plan-panel .rca-Card")
