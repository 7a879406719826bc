"""Where our prompt tokens go: each call of one scripted session on the rivals' task, part by part."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest
from tests.benchmarks import rival_task as task
from tests.benchmarks import rivals

_ENVELOPE = re.compile(r"<untrusted (\w+) (\w+)>.*?</untrusted \2>", re.DOTALL)


@dataclass
class Keeping:
    """Answers as the script does and keeps what each request held."""

    script: Callable[[HttpRequest], Reply]
    bodies: list[Mapping[str, Any]] = field(default_factory=list)

    def __call__(self, request: HttpRequest) -> Reply:
        self.bodies.append(request.body)
        return self.script(request)


def parts(body: Mapping[str, Any]) -> dict[str, int]:
    """Tokens of a request by part: tool schemas, the system's words, each envelope, the turns, the rest."""
    found = {"tools": rivals.tokens(json.dumps(body.get("tools", []), ensure_ascii=False))}

    def add(part: str, text: str) -> None:
        found[part] = found.get(part, 0) + rivals.tokens(text)

    for number, message in enumerate(body["messages"]):
        text = _text(message)
        if message["role"] == "system":
            add("system", text)
        elif number > 1:
            add("turns", text)
        else:
            for envelope in _ENVELOPE.finditer(text):
                add(envelope[1], envelope[0])
            add("template", _ENVELOPE.sub("", text))
    return found


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    said = content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
    return said + json.dumps(message["tool_calls"]) if message.get("tool_calls") else said


def reports() -> Iterator[str]:
    """Two tables, for a model that begins the work in the answer that plans and for one that does not."""
    rivals.tokens("what the tokenizer needs is loaded first")
    yield from _table("plan and work in one answer", task.ours)
    yield from _table("plan and work in two answers", task.ours_in_two)


def _table(title: str, script: Callable[[HttpRequest], Reply]) -> Iterator[str]:
    """A row a call, a column a part, then the sums."""
    keeping = Keeping(script)
    result = rivals.run("rca", keeping)
    rows = [parts(body) for body in keeping.bodies]
    names = list(dict.fromkeys(name for row in rows for name in row))
    ended = "passes" if result.success else "FAILS"
    yield f"rca, scripted model, {title}: {ended} the check; prompt tokens by part"
    yield " ".join(["call", *(f"{name:>11}" for name in names), f"{'all':>7}"])
    rows.append({name: sum(row.get(name, 0) for row in rows) for name in names})
    for number, row in enumerate(rows, 1):
        label = f"{number:>4}" if number < len(rows) else " sum"
        yield " ".join([label, *(f"{row.get(name, 0):>11}" for name in names), f"{sum(row.values()):>7}"])


if __name__ == "__main__":
    for report in reports():
        print(report, flush=True)
