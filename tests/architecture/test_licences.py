"""What the built extension ships of others stands in docs/dependencies.md, under licences that allow it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "rca_kernel" / "labextension" / "static" / "third-party-licenses.json"
REVIEWED = ROOT / "docs" / "dependencies.md"
ALLOWED = {"MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0", "0BSD"}


def reviewed() -> dict[str, str]:
    rows = re.findall(r"^\| (\S+) \| (\S+) \| .+ \|$", REVIEWED.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: licence for name, licence in rows if name not in ("package", "---")}


def shipped() -> dict[str, str]:
    if not BUILT.exists():
        pytest.skip("The extension is not built here; `make test` builds it.")
    packages = json.loads(BUILT.read_text(encoding="utf-8"))["packages"]
    return {package["name"]: package["licenseId"] for package in packages}


def test_all_that_is_shipped_was_reviewed() -> None:
    assert shipped() == reviewed()


def test_licences_allow_it() -> None:
    assert set(reviewed().values()) <= ALLOWED


def test_licence_texts_go_along() -> None:
    shipped()
    packages = json.loads(BUILT.read_text(encoding="utf-8"))["packages"]
    assert [package["name"] for package in packages if not package["extractedText"]] == []
