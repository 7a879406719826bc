"""A real JupyterLab in a real headless Chromium; what is missing fails, saying what helps."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ui.lab import Lab

PAPERS = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
SETTINGS = {
    "apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false", "checkForUpdates": false}',
    "docmanager-extension/plugin.jupyterlab-settings": '{"autosave": false}',
    "notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "defer"}',
}


expect.set_options(timeout=120_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    for name in (os.environ.get("RCA_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("No Chromium found. Install one (apt-get install chromium) or set RCA_CHROMIUM to its path.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """URL and root folder of a JupyterLab of our own."""
    root = tmp_path_factory.mktemp("lab")
    shutil.copytree(PAPERS, root / "papers")
    home = tmp_path_factory.mktemp("home")
    for name, text in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")} | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "OPENAI_API_KEY": "test-key",
        "RCA_MODEL": "formal",
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"),
        *("--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password="),
        *("--ServerApp.disable_check_xsrf=True", "--allow-root", "--LabApp.expose_app_in_browser=True"),
        "--JupyterNotebookApp.expose_app_in_browser=True",
        f"--ServerApp.root_dir={root}",
    ]
    said: list[str] = []
    with (
        (home / "server.log").open("wb") as log,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=root
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if re.search(r"127\.0\.0\.1:\d+/lab", line):
                break
        else:
            pytest.fail(f"JupyterLab did not start: {''.join(said)[-2000:]}")
        drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=log)
        yield f"http://127.0.0.1:{port}", root
        process.terminate()
        drain.wait(20)


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
