"""The magics and the panel of widgets in a front end that behaves as VS Code does."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

from rca_kernel.adapters.ipython.panel import MOVED
from rca_kernel.app.extension import ABSENT_WAIT, LOOKING
from rca_kernel.memory import decode
from rca_kernel.models import Reply
from rca_kernel.notebook.document_file import load_document
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer
from rca_kernel.testing.scripted_model import tool
from tests.kernel.front_end import FrontEnd, Shown
from tests.kernel.remote import ROOT
from tests.kernel.vscode import VsCode, text_of
from tests.sample import DEMANDS, REST

pytestmark = [pytest.mark.asyncio(loop_scope="function"), pytest.mark.timeout(240)]
PAGE_WAIT = "from rca_kernel.app import extension\nprint(next(iter(extension._loaded.values()))._page_wait())"
PAPER = ROOT / "notebooks" / "papers" / "adaptive-moments.tex"
ENDLESS = "print('begun', flush=True)\nimport threading\nthreading.Event().wait()"
STEP = {"title": "Work", "goal": "work", "requirements": DEMANDS[:1]}
PLAN = tool("submit_plan", requirements=[], steps=[STEP], unresolved=REST, assumptions=[])


def worker(request: HttpRequest) -> Reply:
    """Writes one cell that never ends; what comes of it ends the step."""
    if request.body["tools"][0]["function"]["name"] == "verdict":
        return tool("verdict", diagnosis="", decision="give_up", advice="", steps=[])
    if any(message["role"] == "tool" for message in request.body["messages"]):
        return tool("fail_step", reason="enough for a test")
    return tool("insert_cell", cell_type="code", source=ENDLESS)


@pytest.fixture
def model() -> Iterator[OpenAIServer]:
    with OpenAIServer(PLAN, decide=worker) as server:
        yield server


@pytest_asyncio.fixture
async def code(tmp_path: Path) -> AsyncIterator[VsCode]:
    front_end = FrontEnd()
    await front_end.start()
    shutil.copy(PAPER, tmp_path / "paper.tex")
    made = VsCode(front_end, tmp_path / "my notes.ipynb")
    await made.open()
    begun = f"import sys, os; sys.path.insert(0, {str(ROOT)!r}); os.environ['OPENAI_API_KEY'] = 'test-key'"
    await made.run(f"{begun}\n%load_ext rca_kernel\n%rca paper paper.tex")
    yield made
    made.close()
    await front_end.close()


def kept(code: VsCode) -> Path:
    return code.path.with_name("my notes-rca.ipynb")


def implement(model: OpenAIServer, options: str = "") -> str:
    return f'%rca implement "Section 3.4" --model openai/scripted --api-base {model.base_url} {options}'


async def test_a_section_is_implemented_beside_the_notebook_and_defined_again(code: VsCode) -> None:
    begun = await code.run('%rca implement "Eq. (8)" --model formal')
    assert begun.text.startswith("Implementing")
    assert (await code.run(PAGE_WAIT)).text == f"{ABSENT_WAIT}\n"  # no page comes where one was refused
    assert "kept in my notes-rca.ipynb" in begun.text
    waited = await code.run("%rca wait")
    assert "done:" in waited.text
    await code.until(lambda: text_of(begun).endswith("*done*"))
    assert "What was implemented" in text_of(begun)
    assert begun.outputs.json()[0]["output_type"] == "stream"  # what is said stands above what is shown
    second = await code.run('%rca implement "Eq. (9)" --model formal')
    waiting = await code.begin("%rca wait")
    behind = await code.begin("print(v_hat_t.__name__)")  # queued at once, as JupyterLab does
    assert "done:" in (await waiting.done()).text
    assert (await behind.done()).text == "v_hat_t\n"
    await code.until(lambda: text_of(second).endswith("*done*"))
    assert "v_hat_t" in text_of(second)
    assert "v_hat_t" not in text_of(begun)
    memory = load_document(kept(code)).memory
    assert memory is not None
    assert decode(memory).contract.coverage().verified == 4
    again = text_of(await code.run('%rca implement "Eq. (9)" --model formal'))
    assert "is implemented in my notes-rca.ipynb" in again
    run = '%run "my notes-rca.ipynb"'
    assert run in again
    assert "True" in (await code.run(f"del m_hat_t\n{run}\nprint(callable(m_hat_t))")).text
    assert code.refused == 6  # at %load_ext, at the search for a page, as each session began and ended


async def test_a_cell_that_looks_for_a_page_is_not_silent(code: VsCode) -> None:
    said = (await code.run("%reload_ext rca_kernel\n%rca status")).text
    assert said.startswith(f"{LOOKING}No session has run in this kernel.")


async def test_a_search_that_ends_soon_leaves_nothing_in_the_notebook(code: VsCode) -> None:
    later = "from rca_kernel.app import extension\nextension.SILENT = 60"
    said = (await code.run(f"%reload_ext rca_kernel\n{later}\n%rca status")).text
    assert said.startswith("No session has run in this kernel.")


def exported(shown: Shown, models: Mapping[str, Any]) -> str:
    """A notebook with this cell and this state of widgets as a page of its own, without what scripts show."""
    cell = new_code_cell("%rca panel", outputs=shown.outputs.json())
    state = {id: {"state": state} for id, state in models.items()}
    saved = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    page, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[cell], metadata={"widgets": saved}))
    return re.sub(r"(?s)<script.*?</script>|<style.*?</style>", "", page)


async def test_the_panel_leaves_the_plan_in_the_notebook_and_stands_once(code: VsCode) -> None:
    first, second = await code.run("%rca panel"), await code.run("%rca panel")
    assert [state.get("description") for state in code.models.values()].count("Stop") == 1
    assert text_of(first).endswith(MOVED)
    await code.run('%rca implement "Eq. (8)" --model formal')
    await code.run("%rca wait")
    await code.until(lambda: "done: Implement Eq. (8)" in text_of(second))
    [resume] = [one for one in code.models.values() if one.get("description") == "Resume"]
    assert resume["disabled"]  # nothing is left
    assert "Eq. (8)" not in text_of(first)
    for models in ({}, code.models):
        page = exported(second, models)
        for said in ("1 Eq. (8)", "done: Implement Eq. (8)"):
            assert said in page
        assert "VBox(" not in page


async def test_stop_is_heard_while_a_cell_runs(code: VsCode, model: OpenAIServer) -> None:
    await code.run("%rca panel")
    begun = await code.run(implement(model))
    await code.until(lambda: "begun" in text_of(begun) and "*runs …*" in text_of(begun))
    await code.click("Stop")
    await code.until(lambda: "stopped by the user" in code.panel())
    assert "free again" in (await code.run("print('free again')")).text
    assert text_of(begun).endswith("*stopped*")
    memory = load_document(kept(code)).memory
    assert memory is not None
    assert (decode(memory).sessions[-1].status, decode(memory).plan["1"].state) == ("stopped", "pending")


async def test_what_waits_is_shown_and_answered_while_the_users_cell_runs(
    code: VsCode, model: OpenAIServer
) -> None:
    await code.run("%rca panel")
    begun = await code.run(implement(model, "--mode approve"))
    await code.until(lambda: "waits for your approval" in code.panel())
    await code.until(lambda: "waits for your approval" in text_of(begun) and ENDLESS in text_of(begun))
    users = await code.begin("import threading\nthreading.Event().wait()")
    await users.began.wait()
    await code.click("Reject")
    await code.until(lambda: "waits for your approval" not in code.panel())
    assert not users.idle.is_set()
    await code.interrupt()
    await users.done()
    await code.until(lambda: "incomplete" in code.panel())


async def test_code_of_a_done_step_that_was_changed_in_the_file_does_not_run_unasked(code: VsCode) -> None:
    await code.run('%rca implement "Eq. (8)" --model formal')
    await code.run("%rca wait")
    done = {id for step in decode(load_document(kept(code)).memory).plan.leaves() for id in step.cells}
    for changed in (False, True):
        front_end = FrontEnd()
        await front_end.start()
        again = VsCode(front_end, code.path)
        await again.open()
        await again.run(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n%load_ext rca_kernel")
        if changed:
            notebook = json.loads(kept(code).read_text())
            cell = next(one for one in notebook["cells"] if one["id"] in done and one["cell_type"] == "code")
            cell["source"] = ["theirs = 1\n", *cell["source"]]
            kept(code).write_text(json.dumps(notebook))
        resumed = await again.run("%rca resume")
        waited = await again.run("%rca wait")
        assert ("Go on?" in resumed.text + waited.text) == changed
        assert (await again.run("print(callable(globals().get('m_hat_t')), 'theirs' in globals())")).text == (
            "False False\n" if changed else "True False\n"
        )
        again.close()
        await front_end.close()


async def test_a_look_leaves_what_a_session_shows_below_its_own_cell(
    code: VsCode, model: OpenAIServer
) -> None:
    begun = await code.run(implement(model, "--mode approve"))
    await code.until(lambda: "waits for your approval" in text_of(begun))
    looked = [await code.run(f"%rca {what}") for what in ("log", "contract")]
    await code.run('%rca reject "no"')
    await code.run("%rca wait")
    await code.until(lambda: text_of(begun).endswith("*incomplete*"))
    assert all("*incomplete*" not in text_of(one) for one in looked)


async def test_interrupting_the_kernel_at_a_cell_of_the_agents_ends_the_session(
    code: VsCode, model: OpenAIServer
) -> None:
    begun = await code.run(implement(model))
    await code.until(lambda: "*runs …*" in text_of(begun))
    await code.interrupt()
    await code.until(lambda: text_of(begun).endswith("*stopped*"))
    assert (await code.run("%rca status")).text.startswith("stopped: ")
