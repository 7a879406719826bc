"""A real JupyterLab in a real headless Chromium; what is missing fails, saying what helps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from rca_kernel.testing.openai_server import OpenAIServer
from tests.barrier import Barrier, barrier_at
from tests.ui.lab import Desk, Lab, at_desk
from tests.ui.scripted import Session, staged
from tests.ui.serving import headless_browser, jupyterlab
from tests.ui.stepwise import WAIT, one_cell_a_step, plan

expect.set_options(timeout=120_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with headless_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """URL and root folder of a JupyterLab of our own, under a base URL as below JupyterHub."""
    root = tmp_path_factory.mktemp("lab")
    with jupyterlab(root, tmp_path_factory.mktemp("home"), base="/user/a-researcher") as url:
        yield url, root


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests: JupyterLab's own scripts are fetched and compiled once."""
    context = browser.new_context(viewport={"width": 1500, "height": 950}, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    yield context
    context.close()


@pytest.fixture(scope="session")
def desk(context: BrowserContext, server: tuple[str, Path]) -> Iterator[Desk]:
    desk = Desk(context, server[0])
    yield desk
    desk.drop()


@pytest.fixture
def lab(desk: Desk, server: tuple[str, Path], request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A notebook of its own, still to be opened; a screenshot is kept at the end."""
    with at_desk(desk, server, request.node.name) as lab:
        yield lab


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test that fails leaves its page to no other."""
    report = yield
    if report.failed and (desk := item.funcargs.get("desk")) is not None:  # type: ignore[attr-defined]
        desk.spoilt = True
    return report


@pytest.fixture(scope="module")
def stage(desk: Desk, server: tuple[str, Path], request: pytest.FixtureRequest) -> Iterator[Session]:
    """One notebook and kernel for all tests of a file."""
    with staged(desk, server, request.path.stem.removeprefix("test_")) as session:
        yield session


@pytest.fixture
def session(stage: Session) -> Session:
    """It is scripted, and as it began."""
    stage.again()
    return stage


@pytest.fixture
def barrier(lab: Lab) -> Iterator[Barrier]:
    """What a cell waits at, beside the notebook."""
    with barrier_at(lab.root / f"{lab.name}.barrier") as barrier:
        yield barrier


@pytest.fixture
def model() -> Iterator[OpenAIServer]:
    """Two steps: the first waits at the barrier, so that a test decides when it ends."""
    sources = {"1": WAIT, "2": "print(SECOND)"}
    with OpenAIServer(plan("Wait", "Print"), decide=one_cell_a_step(sources)) as server:  # type: ignore[arg-type]
        yield server
