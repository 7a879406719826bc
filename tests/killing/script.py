"""A model with a script of three steps that goes on from whatever it is shown of earlier attempts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rca_kernel import actions as a
from rca_kernel.agents.loop import describe
from rca_kernel.models import Message, Reply, ToolCall
from rca_kernel.testing.scripted_model import tool

FIRST = "import pathlib; x = 1; open('cells.txt', 'a').write('ran\\n')"
STARTER = {"model.py": "def f():\n    return 0\n", "bump.py": "open('bumped.txt', 'a').write('was run\\n')\n"}
PLAN = tool(
    "submit_plan",
    requirements=[],
    steps=[{"title": t, "goal": t, "requirements": []} for t in ("Write", "Mend", "Files")],
    unresolved=[],
    assumptions=["x is one"],
)


@dataclass(frozen=True)
class Asked:
    """What one request shows of the step.

    `text` is the cells and this attempt's turns, `done` the actions that were observed to end well, as
    the log words them, `under_way` the one that the session ended in, `cell` the last one named.
    """

    text: str
    done: frozenset[str]
    under_way: str
    cell: str

    def wrote(self, source: str) -> bool:
        return source in self.text or json.dumps(source)[1:-1] in self.text


Needed = Callable[[Asked], Reply | None]
"""The reply that does one piece of work, or None where it is done."""


def cell(kind: str, source: str) -> Needed:
    return lambda asked: None if asked.wrote(source) else tool("insert_cell", cell_type=kind, source=source)


def mended(wrong: str, right: str) -> tuple[Needed, Needed]:
    """A cell that fails, and its repair."""

    def repair(asked: Asked) -> Reply | None:
        return None if asked.wrote(right) else tool("edit_cell", cell_id=asked.cell, source=right)

    return lambda asked: None if asked.wrote(right) else cell("code", wrong)(asked), repair


def acted(line: str, name: str, evidence: str, effect: str, **arguments: object) -> Needed:
    """An action with an effect on the file `evidence`: where it was under way, that file is read first."""

    def needed(asked: Asked) -> Reply | None:
        if line in asked.done:
            return None
        if line == asked.under_way:
            if f"read file: {evidence}" not in asked.done and "No such file" not in asked.text:
                return tool("read_file", path=evidence)
            if effect in asked.text.rsplit("read_file", 1)[-1]:
                return None
        return tool(name, **arguments)

    return needed


SCRIPT: dict[str, tuple[Needed, ...]] = {
    "1": (cell("markdown", "# Step one"), cell("code", FIRST)),
    "2": mended("y = x / 0", "y = x + 1"),
    "3": (
        acted(
            *("edit file: model.py", "edit_file", "model.py", "return 1"),
            path="model.py",
            old="return 0",
            new="return 1",
        ),
        acted(
            *("append file: notes.txt", "append_file", "notes.txt", "a line"),
            path="notes.txt",
            text="a line\n",
        ),
        acted("execute script: bump.py", "execute_script", "bumped.txt", "was run", path="bump.py"),
        cell("code", "z = y + 1"),
    ),
}


def decide(messages: Sequence[Message]) -> Reply:
    """The next action of the step that is asked for; a plan where there is none."""
    request = messages[1].content
    if "all submit_plan once" in request:
        return PLAN
    if "Your step now is " not in request:
        raise AssertionError(f"a step failed: {request}")
    step = request.split("Your step now is ", 1)[1].split(":", 1)[0]
    asked = _asked(messages)
    for needed in SCRIPT[step]:
        if (reply := needed(asked)) is not None:
            return reply
    return tool("finish_step", summary=f"step {step} is done")


def _asked(messages: Sequence[Message]) -> Asked:
    before, begun = messages[1].content.split("Your step now is ", 1)
    cells = before.partition("Cells written so far")[2]
    said = [cells]
    done = _logged(begun)
    for message in messages[2:]:
        said += [f"{call.name} {call.arguments}" for call in message.tool_calls]
        if message.role == "tool":
            said.append(message.content)
            if "FAILED: " not in message.content:
                done.add(_line(messages, message.tool_call_id))
    text = "\n".join(said)
    under_way = re.findall(r"the session ended during: (.+); whether", begun)
    ids = re.findall(r"\brca-[0-9a-f]{12}\b", text)
    return Asked(text, frozenset(done), under_way[-1] if under_way else "", ids[-1] if ids else "")


def _logged(request: str) -> set[str]:
    """Actions of earlier attempts that ended well, by the log that the request shows."""
    done, action = set(), ""
    for line in request.splitlines():
        if line.startswith("action: "):
            action = line.removeprefix("action: ")
        elif line.startswith("observation: ") and "FAILED: " not in line:
            done.add(action)
    return done


def _line(messages: Sequence[Message], id: str) -> str:
    call = next(c for m in messages for c in m.tool_calls if c.id == id)
    return describe(a.parse(ToolCall(call.id, call.name, call.arguments)))
