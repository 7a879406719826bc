"""Research Code Agent: agents inside the Jupyter kernel that turn a paper's section into checked code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.version import __version__

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from rca_kernel.app.api import Paper, Session

__all__ = ["Paper", "Session", "__version__", "load_ipython_extension", "unload_ipython_extension"]


def __getattr__(name: str) -> object:
    """`from rca_kernel import Paper, Session`; read at first use, so that the package stays light."""
    if name in ("Paper", "Session"):
        from rca_kernel.app import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext rca_kernel`: adds `%rca` and makes the kernel known to the JupyterLab panel."""
    from rca_kernel.app.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext rca_kernel`: stops a running session and takes the magics away."""
    from rca_kernel.app.extension import unload

    unload(shell)
