"""`rca` on the command line."""

from __future__ import annotations

from click.testing import CliRunner, Result

from rca_kernel.app.cli import main


def rca(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)
