"""The notebook as JSON: what is ours changes, what is foreign stays, and the file is Jupyter's own."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_kernel.errors import HostError
from rca_kernel.notebook import CellNote, NewCell
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import dump_document, load_document, new_document
from rca_kernel.notebook.files import write_atomically
from rca_kernel.notebook.metadata import metadata_json, note_of, tags_of


def test_the_file_is_laid_out_as_nbformat_lays_it_out() -> None:
    document = new_document()
    cell = document.insert(NewCell("code", "a = 1\nb = '≤'\n", note=CellNote("1")), None)
    document.insert(NewCell("markdown", "# T\n\ntext"), None)
    data = {"text/plain": "a\nb", "image/png": "AAAA\n", "application/json": {"x": "1\n2"}}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    document.record(cell.id, [output, {"output_type": "stream", "name": "stdout", "text": "1\n2\n"}], 3)
    text = dump_document(document).decode()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert text == nbformat.writes(notebook) + "\n"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=40))
def test_any_source_survives_the_file(source: str) -> None:
    document = new_document()
    cell = document.insert(NewCell("code", source), None)
    read = Document(json.loads(dump_document(document)))
    assert read.cell(cell.id).source == source


def test_missing_and_repeated_ids_are_replaced(tmp_path: Path) -> None:
    cell: dict[str, object] = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": []}
    cell["execution_count"] = None
    content = {"cells": [cell, {**cell, "id": "a"}, {**cell, "id": "a"}], "metadata": {}, "nbformat": 4}
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(content | {"nbformat_minor": 2}))
    document = load_document(path)
    assert len({read.id for read in document.cells()}) == 3
    nbformat.validate(nbformat.reads(dump_document(document).decode(), as_version=4))


def test_a_memory_that_is_not_json_is_refused_and_the_old_one_stays() -> None:
    document = new_document()
    document.remember({"format": 1})
    for block in ({"x": object()}, {"x": float("nan")}):
        with pytest.raises(HostError, match="not JSON"):
            document.remember(block)
    assert document.memory == {"format": 1}


def test_memory_is_a_copy() -> None:
    document = new_document()
    block = {"list": [1]}
    document.remember(block)
    block["list"].append(2)
    assert document.memory == {"list": [1]}


@pytest.mark.parametrize("foreign", ["text", 3, [], {"step": 3}, {}])
def test_foreign_cell_metadata_is_no_note(foreign: object) -> None:
    assert note_of({"rca": foreign}) is None


def test_a_note_is_read_back_and_damage_in_it_is_left_out() -> None:
    note = CellNote("1.1", "debugger", 2, ("eq:1",))
    assert note_of(metadata_json(note)) == note
    assert note_of({"rca": {"step": "1", "attempt": True, "requirements": ["a", 2]}}) == CellNote(
        "1", requirements=("a",)
    )
    assert tags_of({"tags": ["a", 1]}) == ("a",)
    assert tags_of({"tags": "a"}) == ()


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.mkdir()
    with pytest.raises(HostError, match="cannot be written"):
        write_atomically(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_a_rewritten_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"old")
    os.chmod(path, 0o640)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


_CELL = {"cell_type": "code", "source": "x", "metadata": {}, "outputs": []}


@pytest.mark.parametrize(
    "damage",
    [
        {"outputs": [5]},
        {"outputs": 3},
        {"source": [1]},
        {"metadata": [1]},
        {"outputs": [{"output_type": "display_data", "data": [1]}]},
    ],
)
def test_a_notebook_of_other_kinds_is_refused(damage: dict[str, object], tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [_CELL | damage]}))
    with pytest.raises(HostError, match="is not a notebook"):
        load_document(file)


def test_a_notebook_nested_without_end_is_refused_and_an_odd_minor_version_read(tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    file.write_text("[" * 100_000)
    with pytest.raises(HostError, match="is not JSON"):
        load_document(file)
    file.write_text(json.dumps({"nbformat": 4, "nbformat_minor": "x", "metadata": {}, "cells": [_CELL]}))
    assert load_document(file).content["nbformat_minor"] == 5
