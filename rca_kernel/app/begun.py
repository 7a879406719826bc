"""Which work this user began on this machine: a notebook from anybody else asks before it goes on.

What a kernel writes into a notebook is sealed with a key that never leaves the user's data folder. The seal
holds wherever the notebook is copied or moved to, and no longer once what it covers was changed: the plan,
or code that runs again.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rca_kernel.agents.gate import Gate
from rca_kernel.app.choices import Choices
from rca_kernel.app.live import live_of
from rca_kernel.memory import Memory, acted_upon, decode, encode
from rca_kernel.notebook import Cell, Json, NotebookHost, Progress
from rca_kernel.plan import Step

GO_ON, CAREFULLY, NO = "go on", "go on, asking before each action", "no"
OPTIONS = (GO_ON, CAREFULLY, NO)
DECLINED = "left as it was: it was not begun by you on this machine, or was changed since"
KEY_BYTES = 32


def block_of(memory: Memory) -> Json:
    """The block to write into the notebook, sealed where the work is this user's own."""
    block = encode(memory)
    key = _key(make=True) if memory.own else b""
    return {**block, "seal": _seal(key, memory)} if key else block


def opened(block: Any, cells: Iterable[Cell]) -> Memory:
    """The memory in `block` of the notebook with these cells, and whether it is this user's own. Raises
    MemoryFormatError."""
    memory = decode(block)
    memory.see(cells)
    seal, key = str(block.get("seal", "")), _key(make=False)
    said = seal.encode(errors="surrogatepass")  # a stranger's file may hold what is no text
    memory.own = bool(key) and hmac.compare_digest(said, _seal(key, memory).encode())
    return memory


async def asked_first(
    host: NotebookHost, gate: Gate, memory: Memory, choices: Choices, notice: Callable[[str], None]
) -> Choices | None:
    """The settings with which the user lets somebody else's work go on; None where they do not."""
    question = _question(memory, choices)
    block = encode(memory)

    async def show() -> None:
        await host.show(Progress("running", "", "asking whether to go on", block, live_of(gate)))

    gate.begin()
    gate.changed = show
    notice(f'{question} (%rca answer "{GO_ON}")')
    answer = await gate.ask(question, Step("", "resuming"), OPTIONS, NO) if gate.attended else NO
    if answer.strip().lower() == CAREFULLY:
        return choices.asked({**choices.options, "mode": "approve"})
    return choices if answer.strip().lower() in (GO_ON, "yes") else None


def _question(memory: Memory, choices: Choices) -> str:
    """What going on would do, to be put to the user."""
    done = sum(len(step.cells) for step in memory.plan.leaves() if step.state == "done")
    left = sum(step.state not in ("done", "skipped") for step in memory.plan.leaves())
    code = f", with the code in {memory.paper.code!r}" if memory.paper.code else ""
    model = choices.config().model or (memory.session.engine if memory.session else "")
    return (
        "This work was not begun by you on this machine, or its plan or a cell of a step that is done was "
        f"changed since. To go on reads the paper {memory.paper.file!r}{code}, runs {done} cells of this "
        f"notebook again, and has {model!r} work on {left} steps. Look at its cells and its plan first. "
        "Go on?"
    )


def _seal(key: bytes, memory: Memory) -> str:
    return hmac.new(key, acted_upon(memory), "sha256").hexdigest()


def _key(*, make: bool) -> bytes:
    """This user's key; b"" where there is none, and none can be kept."""
    file = _folder() / "seal.key"
    with contextlib.suppress(OSError):
        if make and not _kept(file):
            _keep(file, secrets.token_bytes(KEY_BYTES))
        return _kept(file)
    return b""


def _kept(file: Path) -> bytes:
    """The key in `file`; b"" where it is none, as after a disk was full."""
    key = file.read_bytes() if file.exists() else b""
    return key if len(key) == KEY_BYTES else b""


def _keep(file: Path, key: bytes) -> None:
    """Whole or not at all; another kernel's, made at the same time, stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}-{secrets.token_hex(4)}")
    try:
        with open(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
            written.write(key)
        os.link(beside, file)
    except OSError:  # another kernel was first, or what is there is no key, or no links can be made there
        if not _kept(file) and beside.exists() and beside.stat().st_size == len(key):
            os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def _folder() -> Path:
    from platformdirs import user_data_path

    return Path(os.environ.get("RCA_DATA") or user_data_path("rca"))
