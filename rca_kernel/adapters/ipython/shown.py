"""Text with a Markdown form, for front ends that render it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rca_kernel.notebook import harmless


@dataclass(frozen=True, slots=True)
class Shown:
    """Plain text, and the same as Markdown. As a cell's value it shows itself."""

    text: str
    markdown: str = ""

    def __str__(self) -> str:
        return harmless(self.text)

    __repr__ = __str__

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        rendered = {"text/markdown": harmless(self.markdown)} if self.markdown else {}
        return {"text/plain": str(self), **rendered}


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What a magic has shown, to be kept: `plan = %rca plan`. As the value of the same cell it is not shown a
    second time, in a later one it is. `now` is the number of the cell that runs."""

    shown: Shown
    now: Callable[[], int]
    told_in: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "told_in", self.now())

    @property
    def text(self) -> str:
        return self.shown.text

    def __str__(self) -> str:
        return str(self.shown)

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        if self.now() != self.told_in:
            from IPython.display import display

            display(self.shown)
