"""A JupyterLab of our own and a headless Chromium, for tests and benchmarks."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PAPERS = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
PATIENCE = 20.0
"""Seconds in which a server that is told to end has ended."""
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
QUIET = {
    "apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false", "checkForUpdates": false}',
    "docmanager-extension/plugin.jupyterlab-settings": '{"autosave": false}',
}
# jupyter-collaboration, which is installed for its own tests, as if it were not.
ALONE = {
    "jupyter_server_config.json": {"ServerApp": {"jpserver_extensions": {"jupyter_server_ydoc": False}}},
    "labconfig/page_config.json": {
        "disabledExtensions": {
            "@jupyter/collaboration-extension": True,
            "@jupyter/docprovider-extension": True,
        }
    },
}
PLAIN = ALONE | {
    "labconfig/page_config.json": {
        "disabledExtensions": {
            "@jupyter/collaboration-extension": True,
            "@jupyter/docprovider-extension": True,
            "rca-kernel": True,
        }
    }
}
SETTINGS = QUIET | {"notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "defer"}'}


def chromium() -> str:
    for name in (os.environ.get("RCA_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise RuntimeError(
        "No Chromium found. Install one (apt-get install chromium) or set RCA_CHROMIUM to its path."
    )


@contextmanager
def headless_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def jupyterlab(
    root: Path,
    home: Path,
    *,
    python: Path = Path(sys.executable),
    base: str = "",
    together: bool = False,
    environment: Mapping[str, str] | None = None,
    settings: Mapping[str, str] = SETTINGS,
    plain: bool = False,
) -> Iterator[str]:
    """The URL of a JupyterLab that serves `root`; its settings and logs stand in `home`.

    `together`: with jupyter-collaboration, whose documents are shared by all pages. `plain`: without our
    extension.
    """
    shutil.copytree(PAPERS, root / "papers")
    for name, text in settings.items():
        _put(home / "settings" / "@jupyterlab" / name, text)
    for name, config in ({} if together else PLAIN if plain else ALONE).items():
        _put(home / "config" / name, json.dumps(config))
    port = free_port()
    command = [
        *(str(python), "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"),
        *("--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password="),
        *("--ServerApp.disable_check_xsrf=True", "--allow-root", "--LabApp.expose_app_in_browser=True"),
        "--JupyterNotebookApp.expose_app_in_browser=True",
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.base_url={base}/",
    ]
    said: list[str] = []
    with (
        (home / "server.log").open("wb") as log,
        subprocess.Popen(
            command,
            env=_environment(home) | (environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=root,
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if re.search(rf"127\.0\.0\.1:\d+{base}/lab", line):
                break
        else:
            raise RuntimeError(f"JupyterLab did not start: {''.join(said)[-2000:]}")
        drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=log)
        try:
            yield f"http://127.0.0.1:{port}{base}"
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()  # its own threads can hold it after all that it serves has ended
            drain.wait(PATIENCE)


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _environment(home: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")} | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "OPENAI_API_KEY": "test-key",
        "RCA_MODEL": "formal",
    }
