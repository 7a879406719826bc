"""The command line as a user meets it: each bad input gets one clear message, and nothing is lost."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from rca_kernel.agents.formal_plots import can_plot
from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpError, HttpRequest, OpenAIServer
from rca_kernel.testing.scripted_model import Hang, tool
from tests.app.commanding import rca
from tests.sample import DEMANDS, REST

PAPERS = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
SAMPLE = str(PAPERS / "adaptive-moments.tex")


def run_sample(*arguments: str) -> Result:
    return rca("run", SAMPLE, "--section", "3.2", *arguments)


def test_a_section_becomes_an_executed_notebook_that_nbconvert_runs_without_us(folder: Path) -> None:
    result = run_sample("--model", "formal", "-o", "out.ipynb")
    assert result.exit_code == 0, result.output
    cells = 14 + can_plot()  # the optimizer at work is a figure
    assert f"Clean rerun: all {cells} code cells ran in a fresh kernel" in result.output
    assert "lab out.ipynb" in result.output
    notebook = json.loads((folder / "out.ipynb").read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)
    assert not any("rca_kernel" in "".join(cell["source"]) for cell in code)
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "out.ipynb"]
    converted = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert converted.returncode == 0, converted.stderr


def test_an_existing_output_is_kept_unless_forced(folder: Path) -> None:
    (folder / "out.ipynb").write_text("mine")
    refused = run_sample("--model", "formal", "-o", "out.ipynb")
    assert refused.exit_code == 1
    assert "exists already; it is kept" in refused.output
    assert (folder / "out.ipynb").read_text() == "mine"
    assert run_sample("--model", "formal", "-o", "out.ipynb", "--force").exit_code == 0
    assert (folder / "out.ipynb").read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "adaptive.tex", "-s", "3.2"), "adaptive.tex"),
        (("run", SAMPLE, "-s", "3.9"), "Nearest: Section 3.1"),
        (("run", SAMPLE, "-s", "3.4", "--model", "formal", "-o", "p.ipynb"), "Nothing in 3.4"),
        (("run", SAMPLE, "-s", "3.2", "-o", "nowhere/out.ipynb"), "No such folder: 'nowhere'"),
        (("run", SAMPLE, "-s", "3.2", "-o", "."), "is a folder"),
        (("run", SAMPLE, "-s", "3.2", "--code", "nowhere", "-o", "o.ipynb"), "No such folder: 'nowhere'"),
        (("run", "empty.tex", "-s", "3.2"), "empty.tex"),
        (("run", "broken.tex", "-s", "1"), "broken.tex"),
        (("paper", "image.png"), "image.png"),
    ],
)
def test_bad_input_gets_one_clear_message(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    (folder / "empty.tex").write_text("")
    (folder / "broken.tex").write_text("\\begin{document}\\section{A}\\begin{equation} a = b \\end{document}")
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = rca(*arguments)
    assert result.exit_code == 1, result.output
    assert said in result.output
    assert "Traceback" not in result.output


def test_no_key_names_the_variable_that_is_missing(folder: Path) -> None:
    result = run_sample("--model", "openai/gpt-4o", "-o", "a.ipynb")
    assert result.exit_code == 1
    assert "OPENAI_API_KEY" in result.output


def test_an_unknown_provider_says_how_models_are_named(folder: Path) -> None:
    result = run_sample("--model", "nosuchprovider/thing", "-o", "a.ipynb")
    assert result.exit_code == 1
    assert "provider/model" in result.output or "openai/" in result.output


def test_a_model_that_does_not_answer_is_named_with_its_address(folder: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    url = f"http://127.0.0.1:{port}/v1"
    result = run_sample("--model", "openai/local", "--api-base", url, "-o", "a.ipynb")
    assert result.exit_code == 1
    assert str(port) in result.output


def test_a_bad_key_never_shows_in_the_output_or_the_notebook(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "sk-test-0123456789abcdefghij"
    monkeypatch.setenv("OPENAI_API_KEY", secret)
    with OpenAIServer(PLAN, INSERT, HttpError(401, f"Incorrect API key provided: {secret}.")) as server:
        arguments = ("--model", "openai/gpt-4o", "--api-base", server.base_url, "-o", "a.ipynb")
        result = rca("run", SAMPLE, "-s", "3.4", *arguments)
    assert result.exit_code == 1
    assert "key" in result.output
    assert secret not in result.output
    assert secret not in (folder / "a.ipynb").read_text()


def test_a_run_that_failed_before_its_first_cell_leaves_the_name_free(folder: Path) -> None:
    refused = run_sample("--model", "openai/gpt-4o", "-o", "a.ipynb")
    assert refused.exit_code == 1
    assert "Open it" not in refused.output
    assert run_sample("--model", "formal", "-o", "a.ipynb").exit_code == 0


def test_force_never_replaces_the_paper(folder: Path) -> None:
    shutil.copy(SAMPLE, folder / "mine.tex")
    kept = (folder / "mine.tex").read_bytes()
    for output in ("mine.tex", "out.txt"):
        result = rca("run", "mine.tex", "-s", "3.2", "--model", "formal", "-o", output, "--force")
        assert result.exit_code == 1
        assert "notebook" in result.output
    assert (folder / "mine.tex").read_bytes() == kept
    shutil.copy(SAMPLE, folder / "odd.ipynb")
    result = rca("run", "odd.ipynb", "-s", "3.2", "--model", "formal", "-o", "odd.ipynb", "--force")
    assert result.exit_code == 1
    assert (folder / "odd.ipynb").read_bytes() == kept


PLAN = tool(
    "submit_plan",
    requirements=[],
    steps=[{"title": "Mask", "goal": "no decay for one axis", "requirements": DEMANDS[:1]}],
    unresolved=REST,
    assumptions=["shapes are tuples"],
)
CODE = "def decays(shape):\n    return len(shape) > 1\nassert decays((3, 2)) > decays((3,))\nprint('ok')"
INSERT = tool("insert_cell", cell_type="code", source=CODE, requirements=DEMANDS[:1])


def test_a_model_implements_prose_over_http(folder: Path) -> None:
    def decide(request: HttpRequest) -> Reply:
        found = request.body["messages"][-1]["content"].split("cell rca-", 1)
        if len(found) == 2:
            cell = "rca-" + found[1][:12]
            return tool(
                "mark_requirement", requirement=DEMANDS[0], status="verified", evidence="ok", cell_id=cell
            )
        return tool("finish_step", summary="the mask is checked")

    with OpenAIServer(PLAN, INSERT, decide=decide) as server:
        arguments = ("--model", "openai/scripted", "--api-base", server.base_url, "-o", "a.ipynb")
        result = rca("run", SAMPLE, "-s", "3.4", *arguments)
    assert result.exit_code == 0, result.output
    assert "1 of 1 verified" in result.output or "verified" in result.output
    assert "assumed: shapes are tuples" in result.output
    assert "4 model calls" in result.output


def test_paper_prints_its_outline_and_json(folder: Path) -> None:
    shown = rca("paper", SAMPLE, "--section", "3.2")
    assert shown.exit_code == 0
    assert "15 equations" in shown.output
    read = json.loads(rca("paper", SAMPLE, "--section", "3.2", "--json").output)
    assert {"sections", "equations", "algorithms", "tables", "health", "passage"} <= set(read)
    assert read["passage"]["items"][0]["name"] == "Eq. (6)"


def test_ctrl_c_stops_and_keeps_what_there_is(folder: Path) -> None:
    with OpenAIServer(Hang()) as server:
        command = [
            sys.executable,
            "-c",
            "from rca_kernel.app.cli import main; main()",
            "run",
            SAMPLE,
            "-s",
            "3.4",
        ]
        command += ["--model", "openai/scripted", "--api-base", server.base_url, "-o", "a.ipynb"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
            assert server.hanging.wait(60)
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert "stopped by the user" in output
    block = json.loads((folder / "a.ipynb").read_text())["metadata"]["rca"]
    assert block["sessions"][-1]["status"] == "stopped"


def test_verify_and_export_confirm_nothing_whose_check_is_gone_or_prints_only(folder: Path) -> None:
    made = rca("run", SAMPLE, "--section", "3.2", "--model", "formal", "-o", "out.ipynb")
    assert made.exit_code == 0, made.output
    content = json.loads((folder / "out.ipynb").read_text())
    verified = [r for r in content["metadata"]["rca"]["contract"] if r["status"] == "verified"]
    gone, printed = [r["proof"]["cell"] for r in verified if r["kind"] == "equation"][:2]
    content["cells"] = [cell for cell in content["cells"] if cell["id"] != gone]
    for cell in content["cells"]:
        cell["source"] = "print('9 of 9 agree')" if cell["id"] == printed else cell["source"]
    (folder / "cut.ipynb").write_text(json.dumps(content))
    result = rca("verify", "cut.ipynb")
    assert result.exit_code == 3
    assert f"its check is gone (cell {gone})" in result.output
    place = [cell["id"] for cell in content["cells"]].index(printed) + 1
    assert f"its check was changed (cell {place}, “print('9 of 9 agree')”)" in result.output
    shown = [line for line in result.output.splitlines() if "✔" in line]
    assert not any(gone in line or f"cell {place}," in line for line in shown)
    exported = rca("export", "cut.ipynb", "-o", "m.py")
    assert "Not verified now: " in exported.output
    assert "[not verified now: its check is gone" in (folder / "m.py").read_text()
    assert rca("verify", "out.ipynb").exit_code == 0
