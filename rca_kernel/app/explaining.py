"""`config`: the settings in force, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rca_kernel.app.config import OPTIONS

WORDS: Mapping[str, str] = {
    "model": 'for every role; "": the environment decides',
    "planner": 'makes the plan; "": model',
    "expert": 'asked when a step has failed; "": model',
    "worker": 'writes cells, or "formal"; "": model',
    "reader": 'reads paper and files for all; "": worker',
    "coder": 'writes code from the paper; "": worker',
    "debugger": 'mends cells that fail; "": worker',
    "reviewer": 'checks what others wrote; "": worker',
    "experimenter": 'runs experiments, compares; "": worker',
    "sees": 'models take pictures, yes or no; "": as listed',
    "baseline": "the starter code's own command",
    "api_base": "an OpenAI-compatible endpoint of your own",
    "timeout": "seconds without an answer: the call failed",
    "retries": "times that a failed call is tried again",
    "max_tokens": "cap on a session's tokens; 0: none",
    "max_seconds": "cap on the time of a model's work; 0: none",
    "max_steps": "cap on the steps that models do; 0: none",
    "max_cost": "cap on its cost in US dollars; 0: none",
    "price": "IN/OUT dollars a million tokens, if unlisted",
    "mode": "plan: hold then; approve: ask; auto: go on",
}
"""A few words on each setting."""
LONGEST = 46


def setting_lines(explained: Iterable[tuple[str, object, str]]) -> list[str]:
    """One line a setting: its name, its value, what it is, and where it came from."""
    from rca_kernel.adapters.litellm.endpoint import shown

    lines = []
    for name, value, origin in explained:
        now = shown(str(value)) if name == "api_base" and value else value  # an address may hold a password
        source = "the options of the last command" if origin == OPTIONS else origin
        lines.append(f"{name:12} = {now!r:14} {WORDS[name]:{LONGEST}} {source}")
    return lines
