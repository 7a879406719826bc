"""Nothing of ours listens: whoever has no key to the user's Jupyter reaches neither agent nor kernel."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rca_kernel"
DOUBLES = PACKAGE / "testing"
SERVERS = {
    *("http.server", "socketserver", "wsgiref", "xmlrpc.server", "tornado", "aiohttp", "flask"),
    *("fastapi", "uvicorn", "websockets", "jupyter_server"),
}
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if DOUBLES not in path.parents]


def imported(tree: ast.Module) -> set[str]:
    """The modules that are imported anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_no_module_serves_requests() -> None:
    found = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in MODULES
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name in SERVERS or name.startswith(tuple(f"{server}." for server in SERVERS))
    }
    assert len(MODULES) > 40
    assert found == set()


def test_the_package_adds_nothing_to_the_jupyter_server() -> None:
    assert "jupyter_server_config" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert not [
        path for path in MODULES if "_jupyter_server_extension_points" in path.read_text(encoding="utf-8")
    ]
