"""What the user asks from the panel: each command is obeyed once, however often it arrives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import partial
from typing import Any

from rca_kernel.adapters.comm.messages import Accepted, Command
from rca_kernel.errors import RcaError

OnCommand = Callable[[str, Any], tuple[bool, str]]
"""Called with name and arguments on a worker thread; returns ok and what to tell the user."""
Work = Callable[[], tuple[bool, str]]

logger = logging.getLogger("rca_kernel.comm")
REMEMBERED = 100
AT_ONCE = ("stop", "pause", "decide", "answer")
"""Commands that wait for nothing: they never queue behind those that save or ask a model."""
SETTINGS = ("set_budget", "set_mode", "set_model")
"""They have a queue of their own: a cap holds soon, whatever is done to the plan."""
HALTING = ("stop", "pause")
WITHDRAWN = "It was not begun: you stopped or paused before its turn came."


def no_command(name: str, args: Any) -> tuple[bool, str]:
    return False, "No session is running."


class Commands:
    """Lives on the channel's loop; `answer` sends. What changes something is obeyed in the order in which
    it came, one after the other, and after the settings that came before it; a question to a model holds up
    nothing."""

    def __init__(self, answer: Callable[[Accepted], None]) -> None:
        self.obey: OnCommand = no_command
        self._answer = answer
        self._tasks: dict[str, asyncio.Task[Accepted]] = {}
        self._halts = 0
        self._at_once = ThreadPoolExecutor(1, "rca-at-once")
        self._settings = ThreadPoolExecutor(1, "rca-settings")
        self._in_turn = ThreadPoolExecutor(1, "rca-in-turn")
        self._last_setting: Future[tuple[bool, str]] | None = None

    def receive(self, command: Command) -> None:
        task = self._tasks.get(command.id)
        if task is None:
            self._forget_old()
            self._halts += command.name in HALTING
            work = self._obey(command, self._halts)
            task = self._tasks[command.id] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda done: None if done.cancelled() else self._answer(done.result()))

    def _forget_old(self) -> None:
        """One that is under way stays known: sent again, it is not obeyed again."""
        ended = [id for id, task in self._tasks.items() if task.done()]
        for id in ended[: max(0, len(self._tasks) - REMEMBERED + 1)]:
            del self._tasks[id]

    async def _obey(self, command: Command, halts: int) -> Accepted:
        try:
            # In this context, as to_thread does it: what it prints shows below no cell.
            work = partial(copy_context().run, self._obeyed, command, halts)
            ok, message = await self._queued(command.name, work)
        except RcaError as error:
            ok, message = False, str(error)
        except Exception as error:  # the page waits for an answer, whatever broke
            logger.exception("the command %s broke", command.name)
            ok, message = False, f"An error of rca_kernel itself: {type(error).__name__}: {error}"
        return Accepted(command.id, command.client, ok, message)

    def _queued(self, name: str, work: Work) -> asyncio.Future[tuple[bool, str]]:
        """A question stands beside all others."""
        if name == "ask":
            return asyncio.get_running_loop().run_in_executor(None, work)
        if name in AT_ONCE:
            return asyncio.wrap_future(self._at_once.submit(work))
        if name in SETTINGS:
            self._last_setting = self._settings.submit(work)
            return asyncio.wrap_future(self._last_setting)
        return asyncio.wrap_future(self._in_turn.submit(_after, self._last_setting, work))

    def _obeyed(self, command: Command, halts: int) -> tuple[bool, str]:
        """On a worker thread, in its turn; a stop or a pause that overtook it takes back what would begin."""
        if self._halts != halts and _begins(command):
            return False, WITHDRAWN
        return self.obey(command.name, command.args)


def _after(setting: Future[tuple[bool, str]] | None, work: Work) -> tuple[bool, str]:
    if setting is not None:
        wait([setting])
    return work()


def _begins(command: Command) -> bool:
    """Whether a session may begin or go on with it."""
    edit = command.args.get("edit")
    retries = isinstance(edit, dict) and edit.get("kind") == "retry"
    return command.name in ("resume", "rerun_cell") or retries
