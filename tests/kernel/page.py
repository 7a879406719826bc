"""A notebook page in Python: speaks the wire protocol as the labextension does, faults on demand."""

from __future__ import annotations

import asyncio
import copy
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from rca_kernel.adapters.comm import messages as m
from rca_kernel.adapters.comm.wire import SAID, TARGET, decode, encode
from rca_kernel.errors import HostError, StaleSourceError, UnknownCellError
from rca_kernel.notebook import Cell, Json, NewCell
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import dump_document, new_document
from rca_kernel.notebook.metadata import metadata_json, note_of
from tests.kernel.front_end import FrontEnd


def accept(message: object) -> bool:
    return False


def whole_of(former: Json, part: Json, kept: m.Kept) -> dict[str, Any]:
    """The block of which `part` holds what is new."""
    block = copy.deepcopy(dict(part))
    for name, runs in kept.items():
        owner, old = (block["plan"], former["plan"]) if name == "steps" else (block, former)
        new, taken = list(owner[name]), 0
        owner[name] = []
        for at, start, count in runs:
            owner[name] += new[taken:at] + old[name][start : start + count]
            taken = at
        owner[name] += new[taken:]
    return block


@dataclass(slots=True, eq=False)
class Page:
    """One tab. `lose` says which messages from the kernel vanish; with `repeat` each arrives twice."""

    front_end: FrontEnd
    document: Document = field(default_factory=new_document)
    path: str = "a.ipynb"
    settings: dict[str, Any] = field(default_factory=dict)
    front: bool = True
    lose: Callable[[m.Message], bool] = accept
    repeat: bool = False
    silent: bool = False
    strict: bool = False
    client: str = field(default_factory=lambda: uuid.uuid4().hex)
    leader: bool | None = None
    elsewhere: str = ""
    heard: list[m.Message] = field(default_factory=list)
    saved: bytes = b""
    answers: dict[str, m.Answer | None] = field(default_factory=dict)
    accepted: dict[str, m.Accepted] = field(default_factory=dict)
    _told: tuple[str, tuple[Cell, ...]] = ("", ())
    _memory: tuple[str, dict[str, Any]] = field(default_factory=lambda: ("", {}))
    _comm: str = ""
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def open(self) -> None:
        self.front_end.listeners.append(self._listen)

    def close(self) -> None:
        """As a tab that is closed: nothing is said any more, what was not saved is gone."""
        if self._listen in self.front_end.listeners:
            self.front_end.listeners.remove(self._listen)
        for task in self._tasks:
            task.cancel()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(holds)

    def kinds(self) -> list[str]:
        return [type(message).__name__ for message in self.heard]

    async def say(self, message: m.Message) -> None:
        if not self.silent:
            kind = "comm_msg" if isinstance(message, m.Attach) else SAID
            await self.front_end.control(kind, {"comm_id": self._comm, "data": encode(message)})

    async def join(self, comm: str) -> None:
        """Attach to a comm found by `comm_info_request`."""
        self._comm = comm
        await self._attach()

    async def _attach(self) -> None:
        cells = tuple(m.CellHash(cell.id, cell.hash) for cell in self.document.cells())
        await self.say(m.Attach(self.client, self.path, cells, "0", settings=self.settings, front=self.front))

    def _listen(self, message: dict[str, Any]) -> None:
        content = message["content"]
        match message["msg_type"]:
            case "comm_open" if content["target_name"] == TARGET:
                self._comm = content["comm_id"]
                self._do(self._attach())
            case "comm_msg" if content["comm_id"] == self._comm and self._comm:
                for _ in range(2 if self.repeat else 1):
                    self._hear(decode(content["data"]))

    def _do(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hear(self, message: m.Message) -> None:
        if self.lose(message):
            return
        self.heard.append(message)
        self._do(self._act(message))

    async def _act(self, message: m.Message) -> None:
        match message:
            case m.Attached(client, leader, _, elsewhere) if client == self.client:
                self.leader, self.elsewhere = leader, elsewhere
            case m.Ping(ping, client) if client == self.client:
                await self.say(m.Pong(self.client, ping))
            case m.Accepted(command):
                self.accepted[command] = message
            case (
                m.InsertCell()
                | m.EditCell()
                | m.RunCell()
                | m.DeleteCell()
                | m.ReadNotebook()
                | m.WriteMemory()
                | m.Save()
                | m.RevealCell()
            ) if message.client == self.client:
                await self._serve(message)
            case _:
                pass
        async with self._changed:
            self._changed.notify_all()

    async def _serve(self, request: m.Request) -> None:
        """Ack at once, do it once, and say the same however often it is asked."""
        await self.say(m.Ack(self.client, request.id))
        if request.id in self.answers:
            if (known := self.answers[request.id]) is not None:
                await self.say(m.Reply(self.client, request.id, known))
            return
        self.answers[request.id] = None
        answer = await self._answer(request)
        self.answers[request.id] = answer
        await self.say(m.Reply(self.client, request.id, answer))

    async def _answer(self, request: m.Request) -> m.Answer:
        try:
            return await self._perform(request)
        except StaleSourceError as error:
            return m.Failure("stale", str(error))
        except UnknownCellError as error:
            return m.Failure("unknown_cell", str(error))
        except HostError as error:
            return m.Failure("refused", str(error))

    async def _perform(self, request: m.Request) -> m.Answer:
        match request:
            case m.InsertCell(after=after, cell=cell):
                new = NewCell(cell.type, cell.source, note=note_of(cell.metadata), id=cell.id)
                return m.CellResult(_shown(self.document.insert(new, after)))
            case m.EditCell(cell_id=cell_id, source=source, source_hash=believed):
                return m.CellResult(_shown(self.document.edit(cell_id, source, believed)))
            case m.DeleteCell(cell_id=cell_id, source_hash=believed):
                self.document.delete(cell_id, believed)
            case m.RunCell(cell_id=cell_id, source_hash=believed):
                return await self._run(cell_id, believed)
            case m.ReadNotebook():
                return self._read(request)
            case m.WriteMemory():
                self._remember(request)
            case m.Save():
                self.saved = dump_document(self.document)
            case m.RevealCell(cell_id=cell_id):
                self.document.cell(cell_id)
        return m.Done()

    def _read(self, request: m.ReadNotebook) -> m.NotebookResult:
        cells = self.document.cells()
        order = tuple(cell.id for cell in cells)
        since = request.since if request.since == self._told[0] else ""
        former = {cell.id: cell for cell in self._told[1]} if since else {}
        kept = 0
        for now, then in zip(order, former, strict=False):
            if now != then:
                break
            kept += 1
        self._told = (uuid.uuid4().hex, cells)
        changed = tuple(_shown(cell) for cell in cells if former.get(cell.id) != cell)
        memory = self.document.memory if request.memory else None
        return m.NotebookResult(memory, self._told[0], since, kept, order[kept:], changed)

    def _remember(self, request: m.WriteMemory) -> None:
        if request.base and request.base != self._memory[0]:
            raise StaleSourceError(f"This page has no memory of {request.base}.")
        block = whole_of(self._memory[1], request.block, request.kept)
        self.document.remember(block)
        self._memory = (request.revision, block)

    async def _run(self, cell_id: str, believed: str) -> m.Answer:
        source = self.document.runnable(cell_id, believed).source
        if not source.strip():
            return m.RunReport("ok")
        shown = await self.front_end.execute(source, cell_id, strict=self.strict)
        self.document.record(cell_id, shown.outputs.json(), shown.execution_count)
        return m.RunReport(shown.status)


def _shown(cell: Cell) -> m.ShownCell:
    metadata = metadata_json(cell.note) | ({"tags": list(cell.tags)} if cell.tags else {})
    return m.ShownCell(
        cell.id, cell.kind, cell.source, cast(Any, metadata), cell.outputs, cell.execution_count
    )
