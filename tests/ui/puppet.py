"""A session in name only: a test scripts, in a kernel, what it tells the page, and reads what it heard."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from IPython import get_ipython

from rca_kernel.adapters.comm.endpoint import Endpoint
from rca_kernel.adapters.comm.mirror import changes
from rca_kernel.adapters.comm.wire import VERSION
from rca_kernel.notebook import Models

LIVE: dict[str, Any] = {
    "mode": "approve",
    "paused": False,
    "begun": datetime.now(timezone.utc).isoformat(),
    "models": asdict(Models("big", "big", "small")),
    "usage": {
        "prompt_tokens": 1200,
        "completion_tokens": 300,
        "calls": 4,
        "cost": 0.12,
        "cached_tokens": 0,
        "unpriced": 0,
    },
    "budget": {"max_tokens": 0, "max_cost": 1.5},
    "forecast": {"tokens": 4000, "cost": 0.4},
    "waiting": None,
    "amended": [],
}


class Puppet:
    """Serves the first page that attaches; the others follow. What it is asked stands in a file."""

    def __init__(self, heard: str, block: dict[str, Any], wire: int = VERSION) -> None:
        self._wire = wire
        self._heard = Path(heard)
        self._heard.write_text("")
        self._progress: dict[str, Any] = {
            "session": "puppet",
            "revision": 1,
            "base": 0,
            "kept": {},
            "status": "running",
            "step": "",
            "action": "",
            "block": block,
            "live": LIVE,
        }
        self._untold = block
        self._leader = ""
        self.refusal = ""
        self._endpoint = Endpoint(get_ipython().kernel, "puppet", self._hear)  # type: ignore[no-untyped-call]
        self._endpoint.register()
        self._endpoint.open(
            {"v": wire, "kind": "hello", "session": "puppet", "status": "running", "version": "0.0.1"}
        )

    def tell(self, live: dict[str, Any] | None = None, **news: Any) -> None:
        before = dict(self._progress)
        self._progress |= {"block": self._untold} | news | {"live": self._progress["live"] | (live or {})}
        self._progress["revision"] += 1
        part, kept = changes(before["block"], self._progress["block"])
        base = before["revision"] if kept else 0
        self._send("progress", **self._progress | {"base": base, "kept": kept, "block": part})

    def change(self, step: str, **fields: Any) -> None:
        """Another state or title of a step; the page hears of it with what is told next."""
        block = self._progress["block"]
        plan = block["plan"]
        steps = [{**one, **fields} if one["id"] == step else one for one in plan["steps"]]
        self._untold = {**block, "plan": {**plan, "steps": steps}}

    def lose(self) -> None:
        """What is to be told goes astray."""
        self._progress |= {"block": self._untold, "revision": self._progress["revision"] + 1}

    def _hear(self, data: Any) -> None:
        client = data["client"]
        if data["kind"] == "attach":
            self._leader = self._leader or client
            self._send(
                "attached", client=client, leader=client == self._leader, why="", elsewhere="", notice=""
            )
            self._send("progress", **self._progress)
        elif data["kind"] == "catch_up":
            self._send("progress", **self._progress)
        elif data["kind"] == "detach" and client == self._leader:
            self._leader = ""
        elif data["kind"] == "command":
            with self._heard.open("a") as file:
                file.write(json.dumps({"name": data["name"], **data["args"]}) + "\n")
            ok = self.refusal == ""
            self._send("accepted", id=data["id"], client=client, ok=ok, message=self.refusal)

    def _send(self, kind: str, **fields: Any) -> None:
        self._endpoint.send({"v": self._wire, "kind": kind, **fields})
