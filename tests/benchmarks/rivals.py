"""We beside mini-swe-agent and aideml (PyPI): one task, one model, one tokenizer, one check.

The rivals get virtual environments of their own under the user's cache. The model is scripted, or, with
`--desk`, whoever answers at OPENAI_API_BASE: then every request goes on to it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import perf_counter

from platformdirs import user_cache_path

from rca_kernel.models import Reply, ToolCall
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer
from tests.benchmarks import rival_task as task

LIMIT = 900
DESK_LIMIT = 7200


@dataclass
class Meter:
    """Answers requests and counts, with one tokenizer, what is read and written and how long that takes;
    the time in which two are answered at once (a client that has lost patience asks again) counts once."""

    answer: Callable[[HttpRequest], Reply]
    calls: int = 0
    prompt: int = 0
    completion: int = 0
    seconds: float = 0.0
    _open: int = 0
    _since: float = 0.0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __call__(self, request: HttpRequest) -> Reply:
        self._turn(1)
        try:
            reply = self.answer(request)
            self.calls += 1
            self.prompt += tokens(task.request_text(request.body))
            self.completion += tokens(task.reply_text(reply))
        finally:
            self._turn(-1)
        return reply

    def _turn(self, change: int) -> None:
        with self._lock:
            now = perf_counter()
            self.seconds += now - self._since if self._open else 0.0
            self._open += change
            self._since = now


@dataclass(frozen=True)
class Result:
    """What one agent needed; `outside` is wall time that was not the model's, in seconds."""

    name: str
    meter: Meter = field(repr=False)
    outside: float
    success: bool

    def line(self) -> str:
        m = self.meter
        ended = "passes the check" if self.success else "FAILS the check"
        return (
            f"{self.name}: {ended}; {m.calls} calls, {m.prompt} prompt and {m.completion} completion tokens, "
            f"{self.outside:.1f} s outside the model"
        )


def tokens(text: str) -> int:
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    import litellm

    return len(litellm.encode(model="gpt-4o", text=text))


def desk(request: HttpRequest) -> Reply:
    """The answer of whoever serves OPENAI_API_BASE."""
    body = {**request.body, "stream": False}
    body.pop("stream_options", None)
    url = os.environ["OPENAI_API_BASE"].rstrip("/") + "/chat/completions"
    headers = {"Content-Type": "application/json", "Authorization": "Bearer desk"}
    with urllib.request.urlopen(
        urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=DESK_LIMIT
    ) as answered:
        message = json.load(answered)["choices"][0]["message"]
    calls = tuple(
        ToolCall(call["id"], call["function"]["name"], call["function"]["arguments"])
        for call in message.get("tool_calls") or ()
    )
    return Reply(message.get("content") or "", calls)


def environment(package: str, *more: str) -> Path:
    """The interpreter of a virtual environment that holds `package` (and `more`), made at the first use."""
    home = user_cache_path("rca-benchmarks") / package
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not (home / "installed").exists():
        venv.create(home, with_pip=True, clear=True)
        command = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            package,
            *more,
        ]
        subprocess.run(command, check=True, timeout=LIMIT, capture_output=True, text=True)
        (home / "installed").touch()
    return python


def run_ours(folder: Path, server: OpenAIServer) -> tuple[list[str], Path]:
    starter = folder / "starter"
    starter.mkdir()
    for name, said in task.STARTER.items():
        (starter / name).write_text(said)
    return [
        *(sys.executable, "-c", "from rca_kernel.app.cli import main; main()"),
        *("run", str(task.PAPER), "--section", task.SECTION, "--note", task.WISHES),
        *("--code", str(starter), "--model", "openai/desk", "--api-base", server.base_url),
        *("-o", str(folder / "out.ipynb"), "--max-tokens", "0", "--timeout", str(DESK_LIMIT)),
    ], starter / "pacing.py"


def run_mini(folder: Path, server: OpenAIServer) -> tuple[list[str], Path]:
    python = environment("mini-swe-agent", "mcp")  # without mcp its LiteLLM cannot be imported
    asked = f"{task.ASKED}\n\n{task.passage()}"
    return [
        *(str(python), "-m", "minisweagent.run.mini", "-t", asked, "-y", "--exit-immediately"),
        *("-m", "openai/desk", "-l", "0", "-o", str(folder / "trajectory.json")),
    ], folder / "pacing.py"


def run_aide(folder: Path, server: OpenAIServer) -> tuple[list[str], Path]:
    python = environment("aideml")
    data = folder / "data"
    data.mkdir()
    (data / "README.md").write_text(task.STARTER["README.md"])
    (folder / "task.md").write_text(f"{task.ASKED}\n\n{task.passage()}")
    models = [f"{role}.model=desk" for role in ("agent.code", "agent.feedback", "report")]
    return [
        *(str(python), "-m", "aide.run", f"data_dir={data}", f"desc_file={folder / 'task.md'}", *models),
        *("agent.steps=1", "agent.search.num_drafts=1", "generate_report=false", "exp_name=task"),
    ], folder / "logs" / "best_solution.py"


AGENTS = {
    "rca": (run_ours, task.ours),
    "mini-swe-agent": (run_mini, task.mini),
    "aideml": (run_aide, task.aide),
}


def measure(name: str, *, with_desk: bool) -> Result:
    """One run in a folder of its own. Raises OSError or SubprocessError where it cannot be installed."""
    _, scripted = AGENTS[name]
    return run(name, desk if with_desk else scripted, limit=DESK_LIMIT if with_desk else LIMIT)


def run(name: str, answer: Callable[[HttpRequest], Reply], *, limit: float = LIMIT) -> Result:
    """The agent `name` on the task, with `answer` for a model."""
    command_of, _ = AGENTS[name]
    meter = Meter(answer)
    with tempfile.TemporaryDirectory() as home, OpenAIServer(decide=meter) as server:
        folder = Path(home)
        command, written = command_of(folder, server)
        settings = {
            **{key: value for key, value in os.environ.items() if not key.endswith("_API_KEY")},
            "OPENAI_API_KEY": "desk",
            "OPENAI_API_BASE": server.base_url,
            "OPENAI_BASE_URL": server.base_url,
            "MSWEA_CONFIGURED": "true",
            "MSWEA_COST_TRACKING": "ignore_errors",
            "MSWEA_GLOBAL_CONFIG_DIR": str(folder / "mini"),
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "HOME": home,
        }
        begun = perf_counter()
        done = subprocess.run(
            command,
            cwd=folder,
            env=settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=limit,
        )
        outside = perf_counter() - begun - meter.seconds
        success = checked(written if written.exists() else _found(folder, written.name))
        if not success:
            print(f"{name} said: {(done.stdout + done.stderr)[-2000:]}", file=sys.stderr)
        return Result(name, meter, outside, success)


def _found(folder: Path, name: str) -> Path:
    return next(folder.rglob(name), folder / name)


def checked(file: Path) -> bool:
    """Whether what was written computes what the section says."""
    if not file.exists():
        return False
    program = f"FILE = {str(file)!r}\n{task.CHECK}"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0


def reports(*, with_desk: bool = False) -> Iterator[str]:
    """A line for each agent, then our ratios; what cannot be installed is said."""
    model = "the reader at OPENAI_API_BASE" if with_desk else "a scripted model, the same code for all"
    yield f"task: section {task.SECTION} of {task.PAPER.name}; model: {model}"
    tokens("what the tokenizer needs is loaded before anything is timed")
    found: dict[str, Result] = {}
    for name in AGENTS:
        try:
            found[name] = measure(name, with_desk=with_desk)
        except (OSError, subprocess.SubprocessError) as error:
            yield f"{name}: not measured: {str(error)[:200]}"
            continue
        yield found[name].line()
    mine = found.get("rca")
    for name, rival in found.items():
        if mine is None or name == "rca" or not rival.meter.calls:
            continue
        ratios = [
            f"{what} {mine_value / value:.2f}x"
            for what, mine_value, value in (
                ("calls", mine.meter.calls, rival.meter.calls),
                ("prompt tokens", mine.meter.prompt, rival.meter.prompt),
                ("completion tokens", mine.meter.completion, rival.meter.completion),
                ("time outside the model", mine.outside, rival.outside),
            )
            if value
        ]
        yield f"rca beside {name}: {', '.join(ratios)}"


if __name__ == "__main__":
    for report in reports(with_desk="--desk" in sys.argv):
        print(report, flush=True)
