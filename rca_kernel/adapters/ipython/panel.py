"""`%rca panel`: plan, progress and buttons as widgets, for front ends without the extension."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from html import escape
from typing import Any, Protocol

from rca_kernel.adapters.ipython.clicks import Clicks
from rca_kernel.notebook import harmless, spelt

MOVED = "(The panel stands below the newest %rca panel.)"
VIEW = "application/vnd.jupyter.widget-view+json"
STYLE = "white-space: pre-wrap; font-family: var(--jp-code-font-family, monospace); margin: 0"


class Shows(Protocol):
    """A display that is replaced by what is shown in it next; from any thread."""

    def show(self, data: Mapping[str, str]) -> None: ...


class Panel:
    """Buttons and a bar, and beside them the plan as text, which stays in the notebook when the widgets are
    gone: a saved or exported notebook shows it. `update` may be called from any thread."""

    def __init__(self, commands: Mapping[str, Callable[[], str]], below: Callable[[], Shows]) -> None:
        """`below` gives a display below the cell that runs."""
        import ipywidgets as widgets

        self._below = below
        self.text = ""
        self._beside: Shows | None = None
        self._said = widgets.HTML()
        self._bar = widgets.IntProgress(min=0, max=1, layout=widgets.Layout(width="100%"))
        self._buttons: dict[str, Any] = {}
        for name, command in commands.items():
            button = widgets.Button(description=name, button_style="danger" if name == "Stop" else "")
            Clicks(button, lambda command=command: self._obey(command))  # type: ignore[misc]
            self._buttons[name] = button
        row = widgets.HBox(list(self._buttons.values()), layout=widgets.Layout(flex_flow="row wrap"))
        self.box: Any = widgets.VBox([row, self._bar, self._said])

    def update(
        self, plan: str, status: str, settled: int, total: int, able: Collection[str] | None = None
    ) -> None:
        """Show the plan as text, where things stand, and how many of the steps are settled. Buttons that
        are not in `able` would do nothing now, and are grey; None: all can be pressed."""
        self._said.value = ""
        self._bar.max, self._bar.value = max(total, 1), settled
        for name, button in self._buttons.items():
            button.disabled = able is not None and name not in able
        self._tell("\n".join(filter(None, (plan, status))))

    def close(self) -> None:
        """Another one takes its place: the widgets go, the text stays."""
        self._tell(f"{self.text}\n{MOVED}")
        for widget in (*self._buttons.values(), self._bar, self._said, self.box.children[0], self.box):
            widget.close()

    def _tell(self, text: str) -> None:
        self.text = spelt(harmless(text))
        if self._beside is not None:
            self._beside.show({"text/plain": self.text})

    def _ipython_display_(self) -> None:
        from IPython.display import display

        # Not `display(box)`: where there are no widgets, its repr would stand above the text.
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        display({"text/plain": "", VIEW: view}, raw=True)
        self._beside = self._below()
        self._tell(self.text)

    def _obey(self, command: Callable[[], str]) -> None:
        from rca_kernel.errors import RcaError

        try:
            self._said.value = as_html(command())
        except RcaError as error:
            self._said.value = as_html(str(error))


def as_html(text: str) -> str:
    """Text of a model or a paper as text: nothing of it is markup."""
    return f'<pre style="{STYLE}">{escape(harmless(text))}</pre>'
