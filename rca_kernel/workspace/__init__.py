"""Files of the starter code under one root."""

from rca_kernel.workspace.workspace import Change, Workspace

__all__ = ["Change", "Workspace"]
