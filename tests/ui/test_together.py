"""With jupyter-collaboration two tabs share one document: both see and write it, one serves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from rca_kernel.testing.openai_server import OpenAIServer
from tests.barrier import Barrier
from tests.ui.lab import Desk, Lab, at_desk
from tests.ui.serving import jupyterlab
from tests.ui.stepwise import WAIT, begin, one_cell_a_step, overwriting, plan

CELLS = """() => jupyterapp.shell.currentWidget.context.model.sharedModel.cells
  .map(cell => [cell.getId(), cell.getSource()])"""
SHARED = "() => jupyterapp.shell.currentWidget.context.model.collaborative"


@pytest.fixture(scope="module")
def together(
    tmp_path_factory: pytest.TempPathFactory, context: BrowserContext
) -> Iterator[tuple[Desk, tuple[str, Path]]]:
    root = tmp_path_factory.mktemp("together")
    with jupyterlab(root, tmp_path_factory.mktemp("home"), together=True) as url:
        desk = Desk(context, url)
        yield desk, (url, root)
        desk.drop()


@pytest.fixture
def lab(together: tuple[Desk, tuple[str, Path]], request: pytest.FixtureRequest) -> Iterator[Lab]:
    with at_desk(*together, request.node.name) as lab:
        yield lab


def second_tab(lab: Lab) -> Lab:
    other = Lab(lab.page.context.new_page(), lab.url, lab.root, lab.name, lab.shots)
    other.visit()
    other.show_panel()
    expect(other.panel).to_contain_text("This one follows")
    assert other.page.evaluate(SHARED)
    return other


def cells(lab: Lab) -> list[list[str]]:
    found: list[list[str]] = lab.page.evaluate(CELLS)
    return found


def code(lab: Lab, text: str) -> Locator:
    return lab.page.locator(".jp-Notebook .jp-CodeCell .cm-content").filter(has_text=text)


def undo_in(lab: Lab, source: str) -> None:
    code(lab, source).click()
    lab.page.get_by_role("button", name="Undo the agent's last change").first.click()


def test_two_tabs_show_one_document_and_one_serves_through_a_reload(lab: Lab, barrier: Barrier) -> None:
    sources = {"1": WAIT, "2": "print(SECOND)"}
    with OpenAIServer(plan("Wait", "Print"), decide=one_cell_a_step(sources)) as model:  # type: ignore[arg-type]
        begin(lab, model, barrier, "SECOND = 'second'")
        other = second_tab(lab)
        assert cells(lab) == cells(other)
        lab.page.reload()
        expect(lab.panel.get_by_role("button", name="Stop")).to_be_visible()
        barrier.lift()
        for tab in (lab, other):
            tab.expect_status("done")
            expect(code(tab, "print(SECOND)")).to_have_count(1)
    written = cells(lab)
    assert cells(other) == written
    assert len({id for id, _ in written}) == len(written)
    assert [source for _, source in written].count(WAIT) == 1
    saved = lab.saved("done")["cells"]
    assert [cell["id"] for cell in saved] == [id for id, _ in written]
    following = [tab.panel.get_by_text("This one follows").count() for tab in (lab, other)]
    assert sorted(following) == [0, 1]
    undo_in((lab, other)[following.index(0)], "print(SECOND)")
    for tab in (lab, other):
        expect(code(tab, "print(SECOND)")).to_have_count(0)
    assert cells(other) == cells(lab)
    other.page.close()


def test_the_agent_is_told_what_is_written_in_another_tab(lab: Lab, barrier: Barrier) -> None:
    with overwriting("# from the other") as model:
        begin(lab, model, barrier)
        other = second_tab(lab)
        code(other, "fcntl.flock").click()
        other.page.keyboard.press("Control+Home")
        other.page.keyboard.insert_text("# from the other\n")
        expect(code(lab, "# from the other")).to_have_count(1)
        barrier.lift()
        lab.expect_status("incomplete")
    assert not any("overwritten" in source for _, source in cells(lab))
    assert cells(other) == cells(lab)
    other.page.close()
