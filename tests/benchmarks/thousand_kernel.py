"""The kernel's side of the 1,000 cells in a browser: a session on this kernel's notebook, and its traffic."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

from rca_kernel.agents.engine import Situation
from rca_kernel.app.extension import LiveHosts, _loaded
from rca_kernel.app.session import Session
from rca_kernel.memory import PaperRef
from tests.benchmarks.thousand import PASSAGE, CellAfterCell


class Traffic:
    """Bytes that the kernel sent and heard, whatever the socket."""

    def __init__(self, session: Any) -> None:
        self.sent = self.heard = 0
        self._serialize, self._deserialize = session.serialize, session.deserialize
        session.serialize, session.deserialize = self._sending, self._hearing

    def _sending(self, *args: Any, **names: Any) -> Any:
        parts = self._serialize(*args, **names)
        self.sent += sum(map(len, parts))
        return parts

    def _hearing(self, parts: Any, *args: Any, **names: Any) -> Any:
        self.heard += sum(map(len, parts))
        return self._deserialize(parts, *args, **names)


class Weighed(CellAfterCell):
    """Keeps the bytes and the processor's time so far at each choice as well."""

    traffic: Traffic

    async def choose(self, situation: Situation) -> Any:
        before = len(self.moments)
        action = await super().choose(situation)
        if len(self.moments) > before:
            self.weights.append((self.traffic.sent, self.traffic.heard, process_time()))
        return action

    weights: list[tuple[int, int, float]]


def begin(file: str, cells: int) -> None:
    """Write `cells` cells below this one; then `file` holds the moments and the bytes."""
    hosts = next(iter(_loaded.values()))
    engine = Weighed(cells=cells)
    engine.weights = []
    engine.traffic = Traffic(hosts._shell.kernel.session)
    hosts.begin()
    hosts.submit(_write(hosts, engine, Path(file)))


async def _write(hosts: LiveHosts, engine: Weighed, file: Path) -> None:
    said: dict[str, Any]
    try:
        host = await hosts.host()
        hosts.announce(True)
        outcome = await Session(host, engine, PASSAGE, PaperRef("T", "a.tex", "3", "d")).implement()
        said = {"status": outcome.status, "text": outcome.text, "host": type(host).__name__}
    except Exception as error:  # noqa: BLE001 - told to whoever waits for the file
        said = {"status": "failed", "text": repr(error), "host": ""}
    hosts.announce(False)
    held = json.dumps({**said, "moments": engine.moments, "weights": engine.weights})
    beside = file.with_suffix(".part")
    beside.write_text(held)
    beside.rename(file)
