"""Requirements of a passage: what it demands, what supports it, what is met."""

from rca_kernel.contract.build import contract_of, prose, section_title
from rca_kernel.contract.contract import (
    CAVEAT,
    Contract,
    Coverage,
    Proof,
    Requirement,
    RequirementKind,
    Status,
    Support,
)
from rca_kernel.contract.naming import titles_in, with_titles

__all__ = [
    "CAVEAT",
    "Contract",
    "Coverage",
    "Proof",
    "Requirement",
    "RequirementKind",
    "Status",
    "Support",
    "contract_of",
    "prose",
    "section_title",
    "titles_in",
    "with_titles",
]
