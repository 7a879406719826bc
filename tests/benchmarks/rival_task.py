"""The task that we and our rivals are given, what a scripted model answers to each, and the check."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest
from rca_kernel.testing.scripted_model import parallel, text, tool

ROOT = Path(__file__).resolve().parents[2]
PAPER = ROOT / "notebooks" / "papers" / "paced-batching.tex"
SECTION = "3.2"
WISHES = (
    "as functions in the file pacing.py: linear(t, g0, Tg), root(t, g0, Tg), "
    "exponential(t, g0, r, s) and pool(g, N, B). Test them."
)
"""What all are asked for beyond the section, in the same words."""
ASKED = f"Implement the section below {WISHES}"
CODE = """import math


def linear(t, g0, Tg):
    return min(1.0, g0 + (1 - g0) * t / Tg)


def root(t, g0, Tg):
    return min(1.0, math.sqrt(g0**2 + (1 - g0**2) * t / Tg))


def exponential(t, g0, r, s):
    return min(1.0, g0 * r ** math.floor(t / s))


def pool(g, N, B):
    return max(B, math.floor(g * N + 0.5))
"""
TESTS = """assert abs(linear(500, 0.2, 1000) - 0.6) < 1e-12 and linear(2000, 0.2, 1000) == 1
assert abs(root(250, 0.2, 1000) - 0.28**0.5) < 1e-12
assert abs(exponential(450, 0.2, 1.5, 200) - 0.45) < 1e-12
assert pool(0.001, 5000, 50) == 50 and pool(0.3, 5000, 50) == 1500
print("all agree: 1.0")
"""
CHECK = "import runpy, sys\nsys.argv = ['pacing']\nglobals().update(runpy.run_path(FILE))\n" + TESTS
"""Run with FILE set to what the agent wrote: the same for all."""
STARTER = {"README.md": "pacing.py is to hold linear, root, exponential and pool. Tests import it.\n"}


def passage() -> str:
    """The section as the paper has it."""
    source = PAPER.read_text(encoding="utf-8")
    found = re.search(r"\\subsection\{Pacing functions\}.*?(?=\\subsection)", source, re.DOTALL)
    assert found is not None
    return found[0]


def ours(request: HttpRequest) -> Reply:
    """As the prompt asks for, all in one answer: a plan, the file, its test, the marks and the end."""
    plan = ours_in_two(request)
    (call,) = plan.tool_calls
    (step,) = json.loads(call.arguments)["steps"]
    return parallel(plan, *_work(step["requirements"]))


def ours_in_two(request: HttpRequest) -> Reply:
    """A plan in one answer, the work on its only step in the next."""
    asked = str(request.body["messages"][1]["content"])
    if "submit_plan" in {one["function"]["name"] for one in request.body["tools"]}:
        contract = asked.split("<untrusted contract ", 1)[1].split("</untrusted", 1)[0]
        ids = re.findall(
            r"(?:^- |[:;] )((?:equation|text|value)[-:][\w.:]+?)(?=:? | = )", contract, re.MULTILINE
        )
        wanted = [id for id in ids if id.startswith("equation-")]
        rest = [
            {"id": id, "why": "not asked for: the four functions alone are"} for id in ids if id not in wanted
        ]
        step = {"title": "Pacing functions", "goal": "pacing.py, tested", "requirements": wanted}
        return tool("submit_plan", requirements=[], steps=[step], unresolved=rest, assumptions=[])
    return parallel(*_work(_serves(asked)))


def _work(serves: list[str]) -> list[Reply]:
    test = "from pacing import exponential, linear, pool, root\n\n" + TESTS
    marks = [
        tool(
            "mark_requirement", requirement=id, status="verified", evidence="the tests agree", cell_id="last"
        )
        for id in serves
    ]
    return [
        tool("write_file", path="pacing.py", text=CODE),
        tool("insert_cell", cell_type="code", source=test, requirements=serves),
        *marks,
        tool(
            "finish_step",
            summary="pacing.py is written and tested",
            wishes="pacing.py holds the four functions under these names, tested",
        ),
    ]


def _serves(asked: str) -> list[str]:
    return asked.split("It serves: ", 1)[1].split("\n", 1)[0].split(", ")


def mini(request: HttpRequest) -> Reply:
    """mini-swe-agent, one bash command an answer: write, test, submit."""
    said = sum(message["role"] == "assistant" for message in request.body["messages"])
    test = f"python -c 'from pacing import *\n{TESTS}'"
    commands = [f"cat <<'EOF' > pacing.py\n{CODE}EOF", test, "echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT"]
    command = commands[min(said, 2)]
    if "tools" in request.body:
        return tool("bash", command=command)
    return text(f"THOUGHT: {command.split()[0]} next.\n\n```mswea_bash_command\n{command}\n```")


def aide(request: HttpRequest) -> Reply:
    """aideml: one draft with its own test, and the review of what it printed."""
    if "tools" in request.body:
        review = {"is_bug": False, "summary": "All tests agree.", "metric": 1.0, "lower_is_better": False}
        return tool("submit_review", **review)
    plan = "Write the four functions and test them in the same file."
    return text(f"{plan}\n\n```python\n{CODE}\n\n{TESTS}```")


def request_text(body: Mapping[str, Any]) -> str:
    """All that a request makes a model read."""
    return json.dumps([body.get("messages", []), body.get("tools", [])], ensure_ascii=False)


def reply_text(reply: Reply) -> str:
    return reply.content + "".join(call.name + call.arguments for call in reply.tool_calls)
