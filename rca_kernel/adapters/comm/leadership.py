"""Which page serves: at most one, and the newest only when the former one is silent or gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Standing = Literal["leads", "follows", "contests", "waits", "stale"]


@dataclass(slots=True)
class Leadership:
    """A state machine without clocks or sockets; times are handed in, in seconds.

    A leader that is silent for `lease` while asked is *suspected*: it keeps the lead until another
    page contests it, because a flood of output may hide our questions from a page that is well.
    """

    lease: float
    leader: str | None = None
    suspected: bool = False
    heard_at: float = 0.0
    contested_at: float | None = None
    challengers: list[str] = field(default_factory=list)
    stale: set[str] = field(default_factory=set)
    """Of the challengers, those that show an older notebook than the file holds."""

    @property
    def present(self) -> str | None:
        """The page that serves and is believed to be there."""
        return None if self.suspected else self.leader

    def attach(self, client: str, now: float, *, stale: bool = False) -> Standing:
        """`contests`: ask the leader whether it is there, then `settle`; `waits`: that is under way;
        `stale`: no page serves, and this one may not before it has read the file again."""
        if stale and self.leader == client:
            self.detach(client)
        if self.leader is None or self.leader == client:
            if stale:
                return "stale"
            self.take(client, now)
            return "leads"
        self._withdraw(client)
        self.challengers.append(client)
        if stale:
            self.stale.add(client)
        if self.contested_at is not None:
            return "waits"
        self.contested_at = now
        return "contests"

    def hear(self, client: str, now: float) -> None:
        """Anything the leader says shows that it is there."""
        if client == self.leader:
            self.heard_at = now
            self.suspected = False

    def settle(self, now: float) -> list[tuple[str, Standing]]:
        """The end of a contest: where each challenger stands. The newest leads if the leader was silent,
        a stale one never."""
        asked_at, self.contested_at = self.contested_at, None
        challengers, self.challengers = self.challengers, []
        stale, self.stale = self.stale, set()
        if asked_at is None or not challengers:
            return []
        if self.leader is not None and self.heard_at >= asked_at:
            return [(client, "follows") for client in challengers]
        fresh = [client for client in challengers if client not in stale]
        if not fresh:
            self.leader, self.suspected = None, False
            return [(client, "stale") for client in challengers]
        self.take(fresh[-1], now)
        return [(client, "leads" if client == self.leader else "follows") for client in challengers]

    def detach(self, client: str) -> None:
        self._withdraw(client)
        if client == self.leader:
            self.leader = None
            self.suspected = False

    def watch(self, now: float) -> None:
        """Call while something is asked of the leader."""
        if self.leader is not None and now - self.heard_at > self.lease:
            self.suspected = True

    def take(self, client: str, now: float) -> None:
        """This page leads from now on, whether the former leader is there or not."""
        self._withdraw(client)
        self.leader, self.heard_at, self.suspected = client, now, False

    def _withdraw(self, client: str) -> None:
        self.stale.discard(client)
        if client in self.challengers:
            self.challengers.remove(client)
