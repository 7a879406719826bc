"""The house: layers, sizes, lazy imports, and nothing of one machine in the tree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rca_kernel"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "labextension" not in path.parts)
TYPESCRIPT = sorted(
    path for path in (ROOT / "labextension" / "src").rglob("*.ts*") if "node_modules" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
STYLES = sorted((ROOT / "labextension" / "style").glob("*.css"))


def test_arrows_point_down_only() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_there_are_modules_to_hold() -> None:
    assert len(MODULES) > 40
    assert len(TYPESCRIPT) > 10
    assert len(TESTS) > 100
    assert any("__tests__" in path.parts for path in TYPESCRIPT)
    assert len(STYLES) > 5


@pytest.mark.parametrize(
    "path", [*MODULES, *TYPESCRIPT, *STYLES, *TESTS], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_module_has_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_function_has_at_most_60_lines(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [
        f"{node.name}: {lines}" for node in functions if (lines := node.end_lineno - node.lineno + 1) > 60
    ]  # type: ignore[operator]
    assert not long


def test_nothing_is_left_to_be_written() -> None:
    unfinished = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplemented(?:Error)?)\b")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in (*MODULES, *TYPESCRIPT, *STYLES)
        if unfinished.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_no_test_sleeps() -> None:
    """It waits for what it waits for."""
    sleeping = re.compile(r"\b(?:time|asyncio)\.sleep\(|import " + r"sleep\b|\bwait_for_timeout\(")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in TESTS
        if sleeping.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def printed(program: str) -> str:
    """What a Python of its own prints: it has imported nothing yet."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_loading_the_extension_imports_no_heavy_library() -> None:
    """`%load_ext rca_kernel` must add little to a kernel's start."""
    program = (
        "import sys, ipykernel.ipkernel, ipykernel.comm\n"
        "import rca_kernel.app.extension\n"
        "heavy = {'litellm', 'openai', 'sympy', 'mpmath', 'pypdfium2', 'nbclient', 'nbformat', 'numpy',\n"
        "         'bs4', 'jsonschema', 'rich', 'httpx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert printed(program) == "[]"


def test_the_first_line_of_a_kernel_waits_for_no_formal_engine() -> None:
    """What only a session needs is imported by it, beside the kernel."""
    program = (
        "import sys, rca_kernel.app.controller\n"
        "later = {'numpy', 'rca_kernel.app.session', 'rca_kernel.formal.translate',\n"
        "         'rca_kernel.agents.formal_cells', 'rca_kernel.agents.loop'}\n"
        "print(sorted(later & set(sys.modules)))"
    )
    assert printed(program) == "[]"


def test_importing_the_package_has_no_effects() -> None:
    program = "import sys; before = set(sys.modules); import rca_kernel; print('IPython' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
    assert not result.stderr


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    registry = re.compile(
        "(?:registry\\.npm" + "js|pypi\\." + "org|registry\\.yarn" + "pkg|deb\\.deb" + "ian)"
    )
    machine = re.compile("(?:^|[\"' (])/(?:" + "work|root|home/\\w+)/")
    found = []
    for name in tracked.stdout.split():
        path = ROOT / name
        if path.suffix in {".png", ".pdf", ".woff2"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [name] if registry.search(text) or machine.search(text) else []
    assert not found


def test_the_version_is_one() -> None:
    import json

    from rca_kernel import __version__

    package = json.loads((ROOT / "labextension" / "package.json").read_text(encoding="utf-8"))
    assert __version__ == package["version"]
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
