"""The page of actions is the actions' own. To renew: RCA_SNAPSHOTS=write make unit."""

from __future__ import annotations

import os
from pathlib import Path

from rca_kernel import actions as a
from rca_kernel.agents.personas import PERMISSIONS, as_markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "actions.md"


def test_the_page_of_actions_is_current() -> None:
    if os.environ.get("RCA_SNAPSHOTS") == "write":
        PAGE.write_text(as_markdown(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == as_markdown()


def test_every_action_is_somebodys() -> None:
    assert {kind for kinds in PERMISSIONS.values() for kind in kinds} == set(a.KINDS)
