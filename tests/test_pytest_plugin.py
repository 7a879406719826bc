"""The shipped fixtures are found by name, and work."""

from __future__ import annotations

from rca_kernel.models import Message
from rca_kernel.notebook import NewCell
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.openai_server import OpenAIServer
from rca_kernel.testing.scripted_model import ScriptedModel, text


async def test_the_fake_notebook_runs_cells(fake_notebook: FakeNotebook) -> None:
    cell = await fake_notebook.insert(NewCell("code", "1"), None)
    assert (await fake_notebook.run(cell.id, cell.hash)).status == "ok"


async def test_the_scripted_model_answers(scripted_model: ScriptedModel) -> None:
    scripted_model.enqueue(text("yes"))
    assert (await scripted_model.chat([Message("user", "?")])).content == "yes"


def test_the_scripted_endpoint_has_an_address(openai_server: OpenAIServer) -> None:
    assert openai_server.base_url.startswith("http://127.0.0.1:")
