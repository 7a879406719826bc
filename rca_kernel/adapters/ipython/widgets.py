"""JupyterLab's widget manager asks the kernel of every page for its widgets. A kernel that has not imported
ipywidgets refuses, which all other pages on it log as an error ("Comm not found for comm id …")."""

from __future__ import annotations

from typing import Any

TARGET = "jupyter.widget.control"


def answer_widgets(kernel: Any) -> None:
    """Have ipywidgets answer, which is imported when it is first asked."""
    manager = kernel.comm_manager
    if TARGET not in manager.targets:
        manager.register_target(TARGET, _opened)


def refuse_widgets(kernel: Any) -> None:
    """As before, unless ipywidgets answers by itself by now."""
    manager = kernel.comm_manager
    if manager.targets.get(TARGET) is _opened:
        manager.unregister_target(TARGET, _opened)


def _opened(comm: Any, message: dict[str, Any]) -> None:
    from ipywidgets import Widget  # it registers itself for the next page

    Widget.handle_control_comm_opened(comm, message)
