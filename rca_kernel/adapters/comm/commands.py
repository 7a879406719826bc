"""What the user asks from the panel: each command is obeyed once, however often it arrives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

from rca_kernel.adapters.comm.messages import Accepted, Command
from rca_kernel.errors import RcaError

OnCommand = Callable[[str, Any], tuple[bool, str]]
"""Called with name and arguments on a worker thread; returns ok and what to tell the user."""

logger = logging.getLogger("rca_kernel.comm")
REMEMBERED = 100
AT_ONCE = ("stop", "pause", "decide", "answer")
"""Commands that wait for nothing: they never queue behind those that save or ask a model."""


def no_command(name: str, args: Any) -> tuple[bool, str]:
    return False, "No session is running."


class Commands:
    """Lives on the channel's loop; `answer` sends."""

    def __init__(self, answer: Callable[[Accepted], None]) -> None:
        self.obey: OnCommand = no_command
        self._answer = answer
        self._tasks: dict[str, asyncio.Task[Accepted]] = {}
        self._at_once = ThreadPoolExecutor(1, "rca-commands")

    def receive(self, command: Command) -> None:
        task = self._tasks.get(command.id)
        if task is None:
            while len(self._tasks) >= REMEMBERED:
                del self._tasks[next(iter(self._tasks))]
            task = self._tasks[command.id] = asyncio.get_running_loop().create_task(self._obey(command))
        task.add_done_callback(lambda done: None if done.cancelled() else self._answer(done.result()))

    async def _obey(self, command: Command) -> Accepted:
        try:
            pool = self._at_once if command.name in AT_ONCE else None
            # In this context, as to_thread does it: what it prints shows below no cell.
            work = partial(copy_context().run, self.obey, command.name, command.args)
            ok, message = await asyncio.get_running_loop().run_in_executor(pool, work)
        except RcaError as error:
            ok, message = False, str(error)
        except Exception as error:  # the page waits for an answer, whatever broke
            logger.exception("the command %s broke", command.name)
            ok, message = False, f"An error of rca_kernel itself: {type(error).__name__}: {error}"
        return Accepted(command.id, command.client, ok, message)
