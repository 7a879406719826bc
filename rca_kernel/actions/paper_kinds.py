"""Actions on the paper; the docstring is the description, the fields are the arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rca_kernel.actions.observation import Risk


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """Read a part of the paper: "Section 4", "Algorithm 1", "Eq. (3)", "Table 2", a title; "context of Eq.
    (3)" adds what it leans on."""

    risk: ClassVar[Risk] = "read"
    target: str


@dataclass(frozen=True, slots=True)
class LookUpSymbol:
    """Look up a symbol: what the paper says it means, the value it states for it, the equations it is in."""

    risk: ClassVar[Risk] = "read"
    symbol: str
    """The symbol in LaTeX, e.g. "\\\\beta_1", or words of its name, e.g. "learning rate"."""


@dataclass(frozen=True, slots=True)
class LookUpReference:
    """Look up what a reference of the passage points to and what is said of it: "Eq. (3)", "Algorithm 1",
    "Section 4.1", "Table 2", "Appendix A"."""

    risk: ClassVar[Risk] = "read"
    reference: str


@dataclass(frozen=True, slots=True)
class TranslateEquation:
    """Translate a formula or pseudocode into the source of a NumPy function, formally and without guessing;
    refused, with the reason, where it has no single meaning. Nothing is inserted or run."""

    risk: ClassVar[Risk] = "read"
    requirement: str = ""
    """Id of an equation or algorithm of the contract; or leave it empty and give `latex`."""
    latex: str = ""
    """The formula in LaTeX, without dollar signs."""


PaperAction = ReadPaper | LookUpSymbol | LookUpReference | TranslateEquation
