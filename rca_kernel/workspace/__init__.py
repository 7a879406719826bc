"""Files of the starter code under one root, and its scripts."""

from rca_kernel.workspace.script import ScriptRun, run_python, without_secrets
from rca_kernel.workspace.workspace import Change, Workspace

__all__ = ["Change", "ScriptRun", "Workspace", "run_python", "without_secrets"]
