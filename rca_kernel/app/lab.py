"""Opening JupyterLab from the environment this package lives in."""

from __future__ import annotations

import os
import sys


def open_lab(arguments: tuple[str, ...]) -> None:
    """Replace this process by JupyterLab; the prebuilt extension is active by its installation."""
    command = [sys.executable, "-m", "jupyterlab", *arguments]
    if os.name == "nt":
        import subprocess

        raise SystemExit(subprocess.run(command, check=False).returncode)
    os.execv(sys.executable, command)
