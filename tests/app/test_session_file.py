"""Where a session's cells are kept in a front end that gives them no place."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.app.session_file import session_file


@pytest.mark.parametrize(
    ("told", "environment", "name"),
    [
        ({}, {}, "rca-session.ipynb"),
        ({}, {"JPY_SESSION_NAME": "/srv/notes.ipynb"}, "notes-rca.ipynb"),
        ({}, {"JPY_SESSION_NAME": "papers/Console 1"}, "rca-session.ipynb"),
        ({"__vsc_ipynb_file__": "c:\\papers\\my notes.ipynb"}, {}, "my notes-rca.ipynb"),
        ({"__vsc_ipynb_file__": "/a/b.ipynb"}, {"JPY_SESSION_NAME": "/a/c.ipynb"}, "b-rca.ipynb"),
        ({"__vsc_ipynb_file__": 3}, {"JPY_SESSION_NAME": "/a/notes-rca.ipynb"}, "notes-rca.ipynb"),
        ({}, {"JPY_SESSION_NAME": "/a/rca-session.ipynb"}, "rca-session.ipynb"),
        ({}, {"JPY_SESSION_NAME": "../../etc/x.ipynb"}, "x-rca.ipynb"),
    ],
)
def test_a_notebook_has_a_file_of_its_own(
    tmp_path: Path, told: dict[str, object], environment: dict[str, str], name: str
) -> None:
    assert session_file(tmp_path, told, environment) == tmp_path / name
