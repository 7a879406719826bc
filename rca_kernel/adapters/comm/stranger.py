"""A page whose extension speaks another version of the wire: told what to update, and not obeyed."""

from __future__ import annotations

from dataclasses import dataclass

from rca_kernel.adapters.comm.wire import VERSION
from rca_kernel.version import __version__


@dataclass(frozen=True, slots=True)
class Stranger:
    """The wire that it speaks, and the version of its package where it says one."""

    wire: int
    package: str

    def advice(self) -> str:
        """What to update, for the user."""
        theirs = f"rca-kernel {self.package}" if self.package else "another rca-kernel"
        found = f"The page has {theirs}, this kernel {__version__}, and they do not understand each other:"
        if self.wire > VERSION:
            return f"{found} update rca-kernel in the kernel's environment and restart the kernel"
        return f"{found} update rca-kernel in JupyterLab's environment and reload the page"


def stranger_in(data: object) -> Stranger | None:
    """Who sent this message, where it is of another version of the wire."""
    wire = data.get("v") if isinstance(data, dict) else None
    if not isinstance(data, dict) or type(wire) is not int or wire == VERSION:
        return None
    package = data.get("version")
    return Stranger(wire, package if isinstance(package, str) else "")


def is_attach(data: object) -> bool:
    """In every version of the wire an attach is answered by the hello that says which one is spoken."""
    return isinstance(data, dict) and data.get("kind") == "attach"
