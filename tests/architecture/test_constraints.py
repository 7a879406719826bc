"""What make installs fits the oldest Python that it is meant for."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
OLDEST = "3.11.0"
PINS = [
    line.split("==")
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
]


def test_no_pinned_package_refuses_the_oldest_python() -> None:
    installed = {d.metadata["Name"].lower().replace("_", "-"): d for d in metadata.distributions()}
    refusing = []
    for name, version in PINS:
        found = installed.get(name.lower().replace("_", "-"))
        if found is None or found.version != version:
            continue  # installed by hand
        if not SpecifierSet(found.metadata.get("Requires-Python", "")).contains(OLDEST):
            refusing.append(name)
    assert len(PINS) > 100
    assert refusing == []
