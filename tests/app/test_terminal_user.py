"""The user at a terminal: what waits is shown as text and answered by a line."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from rca_kernel import actions as a
from rca_kernel.agents.gate import Gate
from rca_kernel.app.config import Config
from rca_kernel.app.run import Request, gate_of
from rca_kernel.app.terminal import Terminal
from rca_kernel.app.terminal_user import TerminalUser
from rca_kernel.errors import ConfigError
from rca_kernel.notebook import Mode
from tests.app.steps import Run, Told

CELL = a.InsertCell("code", "x = 1")


def user(gate: Gate, *lines: str, edited: str = "") -> Callable[[], str]:
    """Types the lines one after the other; returns what the terminal shows."""
    shown = io.StringIO()
    typed = list(lines)

    def read(_prompt: str) -> str:
        if not typed:
            raise EOFError
        return typed.pop(0)

    TerminalUser(Terminal(Console(file=shown, width=200)), gate, read, lambda _text: edited or None)
    return shown.getvalue


@pytest.mark.parametrize(
    ("lines", "sources"),
    [(("a",), ["x = 1"]), (("what?", "y"), ["x = 1"]), (("e",), ["x = 9"]), (("r use y",), []), ((), [])],
)
async def test_approvals_are_answered_at_the_prompt(lines: tuple[str, ...], sources: list[str]) -> None:
    gate = Gate("approve")
    user(gate, *lines, edited="x = 9")
    run = Run(Told([CELL]), gate)
    run.start()
    await run.end()
    assert run.sources() == sources


async def test_a_question_is_answered_by_number_and_shown_without_escapes() -> None:
    gate = Gate()
    shown = user(gate, "2")
    run = Run(Told([a.AskUser("Mean\x1b[31m or \u202esum?", ("mean", "sum"))]), gate)
    run.start()
    await run.end()
    assert run.engine.told()[0] == "sum"
    assert "Mean or sum?" in shown()
    assert "\x1b[31m" not in shown()


async def test_a_plan_is_gone_on_with_at_the_prompt() -> None:
    gate = Gate("plan")
    user(gate, "")
    run = Run(Told([CELL]), gate)
    run.start()
    assert (await run.end()).status == "done"


def test_approving_needs_a_terminal() -> None:
    def request(mode: Mode) -> Request:
        return Request(Path("p.tex"), "3.2", Config(), mode=mode, attended=False)

    terminal = Terminal(Console(file=io.StringIO()))
    with pytest.raises(ConfigError, match="nobody is at a terminal"):
        gate_of(request("approve"), terminal)
    assert not gate_of(request("auto"), terminal).attended
