"""Every error this project raises on purpose: what failed, why, and what to do next."""

from __future__ import annotations

import itertools
import traceback
from pathlib import Path

_HOME = Path(__file__).parent


class RcaError(Exception):
    """Base of the tree. `message` says what failed and why, `hint` what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message

    def _render_traceback_(self) -> list[str]:
        """In a notebook: the user's own lines and the message, for what lies between explains nothing."""
        lines = traceback.extract_tb(self.__traceback__)
        own = itertools.takewhile(lambda line: _HOME not in Path(line.filename).parents, lines)
        users = [line for line in own if not line.filename.endswith("interactiveshell.py")]
        shown = [f"  line {line.lineno}, in {line.name}: {line.line}" for line in users if line.line]
        return [*shown, f"{type(self).__name__}: {self}"]


class PaperError(RcaError):
    """The paper cannot be read: missing, empty, unparsable, encrypted."""


class TargetError(RcaError):
    """A target names no passage, or several. `candidates` are the nearest ones."""

    def __init__(self, message: str, *, hint: str = "", candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class FormalError(RcaError):
    """Mathematics or pseudocode that the formal engine refuses.

    `token` is the offending piece of LaTeX, `position` its offset in the source read
    (-1 when it stands for the whole), `reason` why it has no single meaning.
    """

    def __init__(
        self,
        reason: str,
        *,
        token: str = "",
        position: int = -1,
        hint: str = "",
        what: str = "Not translated",
    ) -> None:
        where = f" at {token!r}" if token else ""
        if position >= 0:
            where += f" (position {position})"
        super().__init__(f"{what}{where}: {reason}{'.' * bool(hint)}", hint=hint)
        self.reason = reason
        self.token = token
        self.position = position


class ContractError(RcaError):
    """A requirement is unknown, or a status change lacks its evidence."""


class PlanError(RcaError):
    """An illegal transition or an unknown step."""


class HostError(RcaError):
    """The notebook cannot be read or written, or its kernel does not answer."""


class StaleSourceError(HostError):
    """The cell changed since it was read; read it again before writing."""


class UnknownCellError(HostError):
    """No cell has this id (it may have been deleted)."""


class StoppedError(RcaError):
    """The user stopped the session."""


class WorkspaceError(RcaError):
    """A path outside the root, a missing file, an unwritable place."""


class MemoryFormatError(RcaError):
    """`metadata.rca` is foreign, damaged or of a newer format; it is left untouched."""


class ModelError(RcaError):
    """A model cannot be used: unknown provider, no key, no answer, refusal."""


class AnswerError(ModelError):
    """A model answers, but never with something usable; the step at hand fails, not the session."""


class BudgetError(ModelError):
    """A cap on tokens, money or time would be passed by the next call."""


class UnpricedError(BudgetError):
    """A cap on money cannot be held, for the price of the next call is not known."""


class ActionError(RcaError):
    """An action is unknown, malformed, or not allowed here."""


class ConfigError(RcaError):
    """A setting is unknown or has a bad value."""
