"""A notebook as the JSON object that its file holds (nbformat 4.5), with the rules of NotebookHost."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

from rca_kernel.errors import HostError, StaleSourceError, UnknownCellError
from rca_kernel.notebook.cell_outputs import OutputJson, outputs_of, slim
from rca_kernel.notebook.cells import Cell, CellKind, NewCell, new_cell_id
from rca_kernel.notebook.host import Json
from rca_kernel.notebook.metadata import metadata_json, note_of, tags_of

CellJson = dict[str, Any]

EMPTY: Json = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


class Document:
    """Cells named by id, memory in `metadata.rca`, everything else kept as it was found."""

    def __init__(self, content: Json = EMPTY) -> None:
        self.content: dict[str, Any] = copy.deepcopy(dict(content))
        seen: set[str] = set()
        for cell in self._cells:
            if not isinstance(cell.get("id"), str) or cell["id"] in seen:
                cell["id"] = new_cell_id()
            seen.add(cell["id"])

    @property
    def _cells(self) -> list[CellJson]:
        cells: list[CellJson] = self.content["cells"]
        return cells

    def cells(self) -> tuple[Cell, ...]:
        return tuple(map(_cell, self._cells))

    def cell(self, cell_id: str) -> Cell:
        return _cell(self._find(cell_id))

    def insert(self, new: NewCell, after: str | None) -> Cell:
        """Raises UnknownCellError for `after`, StaleSourceError when the id exists with other source."""
        if any(cell["id"] == new.id for cell in self._cells):
            existing = self.cell(new.id)
            if existing.source != new.source:
                raise StaleSourceError(
                    f"Cell {new.id} exists with other source.", hint="Read the notebook again."
                )
            return existing
        place = len(self._cells) if after is None else self._cells.index(self._find(after)) + 1
        made: CellJson = {
            "id": new.id,
            "cell_type": new.kind,
            "metadata": metadata_json(new.note),
            "source": new.source,
        }
        if new.kind == "code":
            made |= {"outputs": [], "execution_count": None}
        self._cells.insert(place, made)
        return _cell(made)

    def edit(self, cell_id: str, source: str, believed_hash: str) -> Cell:
        cell = self.cell(cell_id)
        if cell.source == source:
            return cell
        _believe(cell, believed_hash)
        self._find(cell_id)["source"] = source
        return self.cell(cell_id)

    def delete(self, cell_id: str, believed_hash: str) -> None:
        """Deleting a missing cell is a success: what was asked holds."""
        if all(cell["id"] != cell_id for cell in self._cells):
            return
        _believe(self.cell(cell_id), believed_hash)
        self._cells.remove(self._find(cell_id))

    def runnable(self, cell_id: str, believed_hash: str) -> Cell:
        """The code cell to run, with the source that its writer believes in."""
        cell = self.cell(cell_id)
        _believe(cell, believed_hash)
        if cell.kind != "code":
            raise HostError(
                f"Cell {cell_id} is a {cell.kind} cell and cannot be run.", hint="Run a code cell."
            )
        return cell

    def record(self, cell_id: str, outputs: Iterable[OutputJson], execution_count: int | None) -> None:
        """Keep what a run gave; a cell deleted meanwhile is no error."""
        for cell in self._cells:
            if cell["id"] == cell_id and cell["cell_type"] == "code":
                cell["outputs"] = list(outputs)
                cell["execution_count"] = execution_count

    @property
    def memory(self) -> Json | None:
        block = self.content["metadata"].get("rca")
        return copy.deepcopy(block) if isinstance(block, dict) else None

    @property
    def holds_memory(self) -> bool:
        return "rca" in self.content["metadata"]

    def remember(self, block: Json) -> None:
        try:
            self.content["metadata"]["rca"] = json.loads(json.dumps(block, allow_nan=False))
        except (TypeError, ValueError) as error:
            raise HostError(f"The memory block is not JSON: {error}.") from error

    def annotate(self, key: str, value: Json) -> None:
        """Set a key of the notebook's metadata that is not ours."""
        self.content["metadata"][key] = copy.deepcopy(value)

    def _find(self, cell_id: str) -> CellJson:
        for cell in self._cells:
            if cell["id"] == cell_id:
                return cell
        raise UnknownCellError(
            f"No cell has the id {cell_id!r}.", hint="It may have been deleted; read the notebook again."
        )


def _believe(cell: Cell, believed_hash: str) -> None:
    if cell.hash != believed_hash:
        raise StaleSourceError(
            f"Cell {cell.id} changed since it was read.", hint="Read it again before writing or running it."
        )


def _cell(cell: CellJson) -> Cell:
    source = cell.get("source", "")
    kinds: dict[str, CellKind] = {"code": "code", "markdown": "markdown"}
    metadata = cell.get("metadata") or {}
    return Cell(
        cell["id"],
        kinds.get(cell["cell_type"], "raw"),
        "".join(source) if isinstance(source, list) else source,
        note=note_of(metadata),
        outputs=slim(outputs_of(cell.get("outputs") or ())),
        execution_count=cell.get("execution_count"),
        tags=tags_of(metadata),
    )
