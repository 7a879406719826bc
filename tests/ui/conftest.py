"""A real JupyterLab in a real headless Chromium; what is missing fails, saying what helps."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.lab import Lab
from tests.ui.serving import headless_browser, jupyterlab

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"

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
    """URL and root folder of a JupyterLab of our own."""
    root = tmp_path_factory.mktemp("lab")
    with jupyterlab(root, tmp_path_factory.mktemp("home")) as url:
        yield url, root


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1500, "height": 950})
    page = context.new_page()
    page.set_default_timeout(120_000)
    yield page
    context.close()


@pytest.fixture
def lab(page: Page, server: tuple[str, Path], request: pytest.FixtureRequest) -> Iterator[Lab]:
    """JupyterLab with an empty notebook of its own; a screenshot is kept at the end."""
    url, root = server
    SHOTS.mkdir(parents=True, exist_ok=True)
    lab = Lab(page, url, root, f"{request.node.name}-{uuid.uuid4().hex[:6]}.ipynb", SHOTS)
    yield lab
    lab.shot(request.node.name)
    lab.shut_down()
