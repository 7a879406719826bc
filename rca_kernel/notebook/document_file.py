"""A Document ⇄ the bytes of an .ipynb file, laid out as Jupyter lays it out (nbformat 4)."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from rca_kernel.errors import HostError
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.layout import Layout, joined, laid_list, laid_object

SPLIT = frozenset({"application/javascript", "image/svg+xml"})
LARGE = frozenset({"cells", "metadata"})
PYTHON = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "name": "python",
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


def new_document() -> Document:
    """An empty Python notebook."""
    return Document({"cells": [], "metadata": copy.deepcopy(PYTHON), "nbformat": 4, "nbformat_minor": 5})


def load_document(path: Path) -> Document:
    """Raises HostError when the file is no notebook of format 4; runs nothing."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise HostError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise HostError(
            f"{path.name} is not JSON: {error}.", hint="Restore it from a checkpoint or a backup."
        ) from error
    match content:
        case {"nbformat": 4, "cells": list(cells), "metadata": dict()} if all(map(_is_cell, cells)):
            minor = content.get("nbformat_minor")
            return Document(content | {"nbformat_minor": max(5, minor if isinstance(minor, int) else 0)})
        case {"nbformat": int(version)} if version != 4:
            raise HostError(
                f"{path.name} has notebook format {version}, not 4.",
                hint="Convert it: jupyter nbconvert --to notebook --inplace FILE.",
            )
        case _:
            raise HostError(f"{path.name} is not a notebook.", hint="Choose an .ipynb file.")


def dump_document(document: Document) -> bytes:
    """The file's bytes; what has not changed since the last time is not laid out again.

    A lone surrogate, which UTF-8 has no bytes for, stays as its JSON escape.
    """
    texts = {key: Layout().text(value, 1) for key, value in document.content.items() if key not in LARGE}
    texts["cells"] = laid_list(joined(document.texts(_cell_text), 1), 1)
    laid = {key: document.metadata_text(value) for key, value in document.content["metadata"].items()}
    texts["metadata"] = laid_object(laid, 1)
    return (laid_object(texts, 0) + "\n").encode("utf-8", "backslashreplace")


def _cell_text(cell: dict[str, Any]) -> str:
    laid = {**cell, "outputs": [dict(output) for output in cell.get("outputs") or ()]}
    if "outputs" not in cell:
        del laid["outputs"]
    _split(laid, "source")
    for output in laid.get("outputs") or ():
        _split(output, "text")
        if isinstance(output.get("data"), dict):
            output["data"] = dict(output["data"])
            for kind in output["data"]:
                if kind.startswith("text/") or kind in SPLIT:
                    _split(output["data"], kind)
    return Layout().text(laid, 2)


def _is_cell(cell: object) -> bool:
    match cell:
        case {"cell_type": "code" | "markdown" | "raw", "source": str() | list() as source, **rest}:
            outputs, metadata = rest.get("outputs") or [], rest.get("metadata") or {}
            return (
                all(isinstance(line, str) for line in source)
                and isinstance(metadata, dict)
                and isinstance(outputs, list)
                and all(map(_is_output, outputs))
            )
        case _:
            return False


def _is_output(output: object) -> bool:
    return isinstance(output, dict) and isinstance(output.get("data") or {}, dict)


def _split(block: dict[str, Any], key: str) -> None:
    if isinstance(block.get(key), str):
        block[key] = block[key].splitlines(keepends=True)
