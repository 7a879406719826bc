"""`%rca panel`: plan, progress and buttons as widgets, for front ends without the extension."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from html import escape
from typing import Any

from rca_kernel.adapters.ipython.clicks import Clicks
from rca_kernel.notebook import harmless

STYLE = "white-space: pre-wrap; font-family: var(--jp-code-font-family, monospace); margin: 0"


class Panel:
    """A box that `update` brings up to date, from any thread; each button calls its command."""

    def __init__(self, commands: Mapping[str, Callable[[], str]]) -> None:
        import ipywidgets as widgets

        self._text = ""
        self._plan = widgets.HTML()
        self._said = widgets.HTML()
        self._bar = widgets.IntProgress(min=0, max=1, layout=widgets.Layout(width="100%"))
        self._buttons: dict[str, Any] = {}
        for name, command in commands.items():
            button = widgets.Button(description=name, button_style="danger" if name == "Stop" else "")
            Clicks(button, lambda command=command: self._obey(command))  # type: ignore[misc]
            self._buttons[name] = button
        row = widgets.HBox(list(self._buttons.values()), layout=widgets.Layout(flex_flow="row wrap"))
        self.box: Any = widgets.VBox([row, self._bar, self._said, self._plan])

    def update(
        self, plan: str, status: str, settled: int, total: int, able: Collection[str] | None = None
    ) -> None:
        """Show the plan as text, where things stand, and how many of the steps are settled. Buttons that
        are not in `able` would do nothing now, and are grey; None: all can be pressed."""
        self._text = harmless("\n".join(filter(None, (plan, status))))
        self._plan.value, self._said.value = as_html(plan), as_html(status)
        self._bar.max, self._bar.value = max(total, 1), settled
        for name, button in self._buttons.items():
            button.disabled = able is not None and name not in able

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """The widgets, and for a front end without them the plan as text."""
        return {**self.box._repr_mimebundle_(**options), "text/plain": self._text}

    def _obey(self, command: Callable[[], str]) -> None:
        from rca_kernel.errors import RcaError

        try:
            self._said.value = as_html(command())
        except RcaError as error:
            self._said.value = as_html(str(error))


def as_html(text: str) -> str:
    """Text of a model or a paper as text: nothing of it is markup."""
    return f'<pre style="{STYLE}">{escape(harmless(text))}</pre>'
