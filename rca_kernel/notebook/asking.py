"""What waits for the user, as text for front ends without a panel: with the magic that answers it."""

from __future__ import annotations

from typing import assert_never

from rca_kernel.notebook.live import Approval, Question, Waiting

APPROVE = '%rca approve, or %rca reject "why"'
ANSWER = '%rca answer "…"'
PAUSED = "paused: %rca resume goes on"


def reasons(waiting: Approval) -> list[str]:
    """What the action is for, and what the model says of it itself."""
    told = [f"for {waiting.why}"] if waiting.why else []
    return [*told, f"in the model's words: {waiting.said}"] if waiting.said else told


def asked(waiting: Waiting) -> str:
    """What is asked, without the source that is to be approved."""
    match waiting:
        case Approval():
            told = f"waits for your approval [{waiting.risk}], step {waiting.step}: {waiting.summary}"
            return "\n".join([told, *reasons(waiting)])
        case Question():
            options = "".join(f"\n  {number}. {text}" for number, text in enumerate(waiting.options, 1))
            default = f" (default: {waiting.default})" if waiting.default else ""
            return f"asks, step {waiting.step}: {waiting.question}{options}{default}"
        case _:
            assert_never(waiting)
