"""Whether a loop reads its time-indexed names in an order in which running variables can hold them."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.guards import stays
from rca_kernel.formal.moments import time_offset
from rca_kernel.formal.state import Timeline, caught_up, expressions, refusal, symbols_read
from rca_kernel.formal.statements import Assign, For, If, Leave, Repeat, Return, Skip, Statement, While
from rca_kernel.formal.tree import Expr, Symbol


class Order:
    """Checks every read against what has been written before it in the same step."""

    def __init__(self, found: Timeline) -> None:
        self.found = found
        self.whole: Sequence[Statement] = ()

    def read(self, body: Sequence[Statement], until: Expr | None) -> None:
        """Read the body of the loop whose time is counted, and the condition that is asked after it."""
        self.whole = body
        written = self._body(body, set(), None)
        for symbol in symbols_read(caught_up(until, self.found)) if until is not None else ():
            self._check(symbol, written or set())
        late = next((s for s in self.found.series.values() if s.kept and self.found.clock.inner), None)
        if late is not None:
            raise refusal(
                "it is read after it is written, in a loop inside the loop that starts it", late.sample
            )

    def _body(
        self, body: Sequence[Statement], written: set[str], ends: list[set[str]] | None
    ) -> set[str] | None:
        """What is written at the end of `body`, None where that is never reached.

        `ends` takes what is written where an inner loop is left early; None stands for the loop itself.
        """
        now: set[str] | None = written
        for statement in body:
            if now is None:
                break
            if isinstance(statement, Repeat):
                now = self._inner(statement, now)
            for node in expressions(statement):
                for symbol in symbols_read(node):
                    self._check(symbol, now)
            match statement:
                case Assign(targets=targets):
                    series = {t.stem for t in targets if time_offset(t, self.found.clock.key) is not None}
                    now = now | series
                case If():
                    now = self._branches(statement, now, ends)
                case For() | While():
                    now = self._inner(statement, now)
                case Leave() | Skip():
                    self._exit(statement, now, ends)
                    now = None
                case Return():
                    now = None
                case _:
                    pass
        return now

    def _inner(self, loop: For | While | Repeat, written: set[str]) -> set[str]:
        ends: list[set[str]] = []
        last = self._body(loop.body, set(written), ends)
        return set.intersection(*ends, *([last] if last is not None else [])) if ends or last else written

    def _branches(self, statement: If, written: set[str], ends: list[set[str]] | None) -> set[str] | None:
        found = [self._body(b, set(written), ends) for _, b in statement.branches]
        found.append(self._body(statement.otherwise, set(written), ends))
        reached = [one for one in found if one is not None]
        if not reached:
            return None
        some, every = set[str]().union(*reached) - written, set.intersection(*reached) - written
        some -= {k for k in some - every if stays(statement, k, self.whole, self.found.clock)}
        if some - every:
            raise refusal("it is written in some branches only", self.found.series[min(some - every)].sample)
        return written | every

    def _exit(self, statement: Leave | Skip, written: set[str], ends: list[set[str]] | None) -> None:
        if ends is not None:
            ends.append(written)
            return
        missing = self.found.series.keys() - written
        if isinstance(statement, Leave):
            self.found.left = True
            for stem in missing:
                self.found.series[stem].cut = True
        elif missing:
            sample = self.found.series[min(missing)].sample
            raise refusal("a step may be left before it is written", sample)

    def _check(self, symbol: Symbol, written: set[str]) -> None:
        clock = self.found.clock
        shift = time_offset(symbol, clock.key)
        if shift is None:
            return
        series = self.found.series.get(symbol.stem)
        if series is None:
            lowest = self.found.given.get(symbol.stem, shift)
            self.found.given[symbol.stem] = min(lowest, shift)
            return
        if shift == series.write:
            if series.stem not in written:
                raise refusal("it is read before it is written in this step", symbol)
        elif shift == series.write - clock.step:
            series.recurrent = True
            series.kept = series.kept or series.stem in written
        else:
            raise refusal("it is a value from more than one step away", symbol)
