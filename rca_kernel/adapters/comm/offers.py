"""What the user may choose from in the panel: told to every page, looked up when they are about to choose."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from rca_kernel.adapters.comm.messages import ToPage
from rca_kernel.notebook import Known

logger = logging.getLogger("rca_kernel.comm")


class Offers:
    """Lives on the channel's loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, say: Callable[[ToPage], None]) -> None:
        self.on_look: Callable[[], None] = lambda: None
        """Called on a worker thread; it may take its time and then has `offer` called."""
        self._loop = loop
        self._say = say
        self._known: Known | None = None
        self._looking: asyncio.Future[None] | None = None

    def look(self) -> None:
        """The user is about to choose; asked several times at once it is one look."""
        if self._looking is None or self._looking.done():
            self._looking = self._loop.run_in_executor(None, self._looked)

    def offer(self, known: Known) -> None:
        """From now on this is what pages are told."""
        self._known = known
        self._say(known)

    def tell(self) -> None:
        """To a page that has just come."""
        if self._known is not None:
            self._say(self._known)

    def _looked(self) -> None:
        try:
            self.on_look()
        except Exception:  # nobody waits for it: the user types the name
            logger.exception("what can be chosen was not found out")
