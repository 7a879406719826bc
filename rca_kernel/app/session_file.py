"""Where a session's cells are kept in a front end that gives us none: a notebook beside the user's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

UNNAMED = "rca-session.ipynb"
"""Its name where the front end does not tell the notebook's."""
MARK = "-rca"


def session_file(
    folder: Path, told: Mapping[str, object], environment: Mapping[str, str] = os.environ
) -> Path:
    """In `folder`, named after the notebook, so that two notebooks keep two. Jupyter's server tells a kernel
    the notebook's path in its environment, VS Code among the user's names (`told`). A notebook that is such
    a file itself is gone on with."""
    for path in (told.get("__vsc_ipynb_file__"), environment.get("JPY_SESSION_NAME")):
        if isinstance(path, str) and path.endswith(".ipynb"):
            stem = path.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".ipynb")
            known = stem.endswith(MARK) or f"{stem}.ipynb" == UNNAMED
            return folder / (f"{stem}.ipynb" if known else f"{stem}{MARK}.ipynb")
    return folder / UNNAMED
