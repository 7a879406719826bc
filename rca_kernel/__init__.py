"""Research Code Agent: agents inside the Jupyter kernel that turn a paper's section into checked code."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

try:
    __version__ = version("rca-kernel")
except PackageNotFoundError:
    __version__ = "0+source"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext rca_kernel`: adds `%rca` and makes the kernel known to the JupyterLab panel."""
    from rca_kernel.app.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext rca_kernel`: stops a running session and takes the magics away."""
    from rca_kernel.app.extension import unload

    unload(shell)
