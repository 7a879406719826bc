"""A notebook as the JSON object that its file holds (nbformat 4.5), with the rules of NotebookHost."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rca_kernel.errors import HostError, StaleSourceError, UnknownCellError
from rca_kernel.notebook.cell_outputs import OutputJson, outputs_of, slim
from rca_kernel.notebook.cells import Cell, CellKind, NewCell, new_cell_id
from rca_kernel.notebook.host import Json
from rca_kernel.notebook.layout import Layout
from rca_kernel.notebook.metadata import metadata_json, note_of, tags_of

CellJson = dict[str, Any]

MEMORY_LEVEL = 2
"""How deep a value of the notebook's metadata stands in the file."""
EMPTY: Json = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@dataclass(slots=True)
class Known:
    """A cell as a value and as laid out for the file, made anew when it has changed."""

    value: Cell
    text: str | None = None


class Document:
    """Cells named by id, memory in `metadata.rca`, everything else kept as it was found."""

    def __init__(self, content: Json = EMPTY) -> None:
        self.content: dict[str, Any] = copy.deepcopy(dict(content))
        self._values: dict[str, Known] = {}
        self._in_order: list[Known] | None = None
        self._displays: list[tuple[str, OutputJson, Any]] = []
        self._memory_layout = Layout(allow_nan=False)
        self._remembered: Any = None
        self._by_id: dict[str, CellJson] = {}
        for cell in self._cells:
            if not isinstance(cell.get("id"), str) or cell["id"] in self._by_id:
                cell["id"] = new_cell_id()
            self._by_id[cell["id"]] = cell
        self._stale = set(self._by_id)

    @property
    def _cells(self) -> list[CellJson]:
        cells: list[CellJson] = self.content["cells"]
        return cells

    def cells(self) -> tuple[Cell, ...]:
        return tuple([known.value for known in self._looked_at()])

    def texts(self, lay: Callable[[CellJson], str]) -> list[str]:
        """The cells as `lay` lays them out, again only those that have changed."""
        texts = []
        for known in self._looked_at():
            if known.text is None:
                known.text = lay(self._by_id[known.value.id])
            texts.append(known.text)
        return texts

    def _looked_at(self) -> list[Known]:
        """Every cell in order, after displays that were updated in place have been noticed."""
        for cell_id, output, data in [one for one in self._displays if one[1]["data"] is not one[2]]:
            self._changed(cell_id)
            self._displays.remove((cell_id, output, data))
            self._displays.append((cell_id, output, output["data"]))
        if self._in_order is None:
            for cell_id in self._stale:
                self._values[cell_id] = Known(_cell(self._by_id[cell_id]))
            self._stale.clear()
            self._in_order = [self._values[cell["id"]] for cell in self._cells]
        return self._in_order

    def _changed(self, cell_id: str) -> None:
        self._in_order = None
        if cell_id in self._by_id:
            self._stale.add(cell_id)
        else:
            self._stale.discard(cell_id)
            self._values.pop(cell_id, None)

    def cell(self, cell_id: str) -> Cell:
        return _cell(self._find(cell_id))

    def _place(self, cell_id: str) -> int:
        """Sought from the end, where work goes on."""
        sought, cells = self._find(cell_id), self._cells
        return next(place for place in range(len(cells) - 1, -1, -1) if cells[place] is sought)

    def insert(self, new: NewCell, after: str | None) -> Cell:
        """Raises UnknownCellError for `after`, StaleSourceError when the id exists with other source."""
        if new.id in self._by_id:
            existing = self.cell(new.id)
            if existing.source != new.source:
                raise StaleSourceError(
                    f"Cell {new.id} exists with other source.", hint="Read the notebook again."
                )
            return existing
        place = len(self._cells) if after is None else self._place(after) + 1
        made: CellJson = {
            "id": new.id,
            "cell_type": new.kind,
            "metadata": metadata_json(new.note),
            "source": new.source,
        }
        if new.kind == "code":
            made |= {"outputs": [], "execution_count": None}
        self._cells.insert(place, made)
        self._by_id[new.id] = made
        self._changed(new.id)
        return _cell(made)

    def edit(self, cell_id: str, source: str, believed_hash: str) -> Cell:
        cell = self.cell(cell_id)
        if cell.source == source:
            return cell
        _believe(cell, believed_hash)
        self._find(cell_id)["source"] = source
        self._changed(cell_id)
        return self.cell(cell_id)

    def delete(self, cell_id: str, believed_hash: str) -> None:
        """Deleting a missing cell is a success: what was asked holds."""
        if cell_id not in self._by_id:
            return
        _believe(self.cell(cell_id), believed_hash)
        del self._cells[self._place(cell_id)]
        del self._by_id[cell_id]
        self._changed(cell_id)

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
        cell = self._by_id.get(cell_id)
        if cell is not None and cell["cell_type"] == "code":
            cell["outputs"] = kept = list(outputs)
            cell["execution_count"] = execution_count
            self._changed(cell_id)
            self._displays = [one for one in self._displays if one[0] != cell_id]
            self._displays += [(cell_id, output, output["data"]) for output in kept if "data" in output]

    @property
    def memory(self) -> Json | None:
        block = self.content["metadata"].get("rca")
        return copy.deepcopy(block) if isinstance(block, dict) else None

    @property
    def holds_memory(self) -> bool:
        return "rca" in self.content["metadata"]

    def remember(self, block: Json) -> None:
        """Keep `block`; the objects in it must not be changed afterwards, its lists may be."""
        kept = _lists_copied(block)
        try:
            self._memory_layout.check(kept, MEMORY_LEVEL)
        except (TypeError, ValueError) as error:
            raise HostError(f"The memory block is not JSON: {error}.") from error
        self.content["metadata"]["rca"] = self._remembered = kept

    def metadata_text(self, value: Any) -> str:
        """One value of the metadata as it stands in the file."""
        layout = self._memory_layout if value is self._remembered else Layout()
        return layout.text(value, MEMORY_LEVEL)

    def annotate(self, key: str, value: Json) -> None:
        """Set a key of the notebook's metadata that is not ours."""
        self.content["metadata"][key] = copy.deepcopy(value)

    def _find(self, cell_id: str) -> CellJson:
        if (cell := self._by_id.get(cell_id)) is not None:
            return cell
        raise UnknownCellError(
            f"No cell has the id {cell_id!r}.", hint="It may have been deleted; read the notebook again."
        )


def _lists_copied(value: Any) -> Any:
    match value:
        case dict():
            return {key: _lists_copied(item) for key, item in value.items()}
        case list():
            return list(value)
        case _:
            return value


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
