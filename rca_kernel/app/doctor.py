"""What works on this machine, each finding with its remedy."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rca_kernel.app.terminal import busy
from rca_kernel.errors import RcaError

REINSTALL = "pip install --force-reinstall rca-kernel (in a clone: make install)"


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    ok: bool
    found: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Python, libraries, kernelspec, extension, kernel and model, in that order, each as it is found."""
    yield _python()
    yield from (_library(name, remedy) for name, remedy in _LIBRARIES.items())
    yield _kernelspec()
    yield _extension()
    with busy("starting a kernel"):
        kernel = _kernel()
    yield kernel
    with busy("looking for a model"):
        model = _model()
    yield model


_LIBRARIES = {
    "rca-kernel": REINSTALL,
    "jupyterlab": "pip install 'jupyterlab>=4.6,<5'",
    "ipykernel": "pip install 'ipykernel>=7.4'",
    "litellm": "pip install litellm",
    "mcp": "pip install mcp (LiteLLM's tool calls need it)",
}


def _python() -> Finding:
    ok = sys.version_info >= (3, 10)
    return Finding("Python", ok, platform.python_version(), "Use Python 3.10 or newer.")


def _library(name: str, remedy: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "not installed", remedy)


def _kernelspec() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec("rca")
        return Finding("kernel “Python 3 (RCA)”", True, _short(spec.resource_dir))
    except NoSuchKernel:
        return Finding("kernel “Python 3 (RCA)”", False, "no kernelspec named rca", REINSTALL)


def _extension() -> Finding:
    from jupyter_core.paths import jupyter_path

    for folder in jupyter_path("labextensions"):
        file = Path(folder) / "rca-kernel" / "package.json"
        if file.is_file():
            found = json.loads(file.read_text(encoding="utf-8")).get("version", "?")
            same = found == version("rca-kernel")
            return Finding("JupyterLab extension", same, f"{found} in {_short(folder)}", REINSTALL)
    return Finding("JupyterLab extension", False, "not installed", REINSTALL)


def _kernel() -> Finding:
    from rca_kernel.app.trial import try_kernel

    what = "a kernel runs cells and loads the extension"
    try:
        return Finding(what, True, asyncio.run(try_kernel()))
    except RcaError as error:
        return Finding(what, False, str(error), "Look at: python -m ipykernel_launcher --version")


def _model() -> Finding:
    from rca_kernel.adapters.litellm.choice import choose
    from rca_kernel.app.config import load_config

    try:
        config = load_config()
        choice = choose(config.model, api_base=config.api_base)
        if choice.engine != "formal":
            from rca_kernel.adapters.litellm.loading import load
            from rca_kernel.adapters.litellm.resolve import resolve

            resolve(
                load(), choice.model, os.environ, api_base=choice.api_base, api_key="", timeout=config.timeout
            )
    except RcaError as error:
        return Finding("model", False, error.message, error.hint)
    return Finding("model", True, f"{choice.model or 'formal engine'} — {choice.reason}")


def _short(path: str) -> str:
    home = str(Path.home())
    return path.replace(home, "~", 1) if path.startswith(home) else path
