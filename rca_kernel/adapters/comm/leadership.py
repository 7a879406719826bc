"""Which page serves: at most one, and the newest only when the former one is silent or gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Standing = Literal["leads", "follows", "contests"]


@dataclass(slots=True)
class Leadership:
    """A state machine without clocks or sockets; times are handed in, in seconds.

    A leader that is silent for `lease` while asked is *suspected*: it keeps the lead until another
    page contests it, because a flood of output may hide our questions from a page that is well.
    """

    lease: float
    leader: str | None = None
    challenger: str | None = None
    heard_at: float = 0.0
    suspected: bool = False
    contest: str = ""
    followers: set[str] = field(default_factory=set)

    @property
    def present(self) -> str | None:
        """The page that serves and is believed to be there."""
        return None if self.suspected else self.leader

    def attach(self, client: str, now: float, contest: str) -> Standing:
        """`contest` names the ping that decides when another page leads already."""
        if self.leader is None or self.leader == client:
            self._lead(client, now)
            return "leads"
        self.followers.add(client)
        self.challenger, self.contest = client, contest
        return "contests"

    def hear(self, client: str, now: float) -> None:
        """Anything the leader says shows that it is there."""
        if client == self.leader:
            self.heard_at = now
            self.suspected = False

    def settle(self, contest: str, asked_at: float, now: float) -> tuple[str, Standing] | None:
        """The end of a contest: who challenged, and where that page stands. None when it is over already."""
        if contest != self.contest or self.challenger is None:
            return None
        challenger, self.challenger, self.contest = self.challenger, None, ""
        if challenger == self.leader:
            return None
        if self.leader is not None and self.heard_at >= asked_at:
            return challenger, "follows"
        self._lead(challenger, now)
        return challenger, "leads"

    def detach(self, client: str) -> None:
        self.followers.discard(client)
        if client == self.challenger:
            self.challenger, self.contest = None, ""
        if client == self.leader:
            self.leader = None
            self.suspected = False

    def watch(self, now: float) -> None:
        """Call while something is asked of the leader."""
        if self.leader is not None and now - self.heard_at > self.lease:
            self.suspected = True

    def _lead(self, client: str, now: float) -> None:
        self.followers.discard(client)
        if self.challenger == client:
            self.challenger, self.contest = None, ""
        self.leader, self.heard_at, self.suspected = client, now, False
