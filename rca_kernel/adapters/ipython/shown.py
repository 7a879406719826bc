"""Text with a Markdown form, for front ends that render it."""

from __future__ import annotations

from dataclasses import dataclass

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
