"""`%rca ask` in a real kernel, its model behind real HTTP: what the front end sees while the answer comes."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from rca_kernel.models import Reply, Usage
from rca_kernel.testing.openai_server import Cut, HttpError, HttpRequest, OpenAIServer, Served
from rca_kernel.testing.scripted_model import Hang
from tests.kernel.front_end import FrontEnd, Shown

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]
PAPER = Path(__file__).resolve().parents[2] / "notebooks" / "papers" / "adaptive-moments.tex"
LABEL = re.compile(r"^\[([^\]]+)\] \(", re.MULTILINE)
LINE = '%rca ask "what are beta and the moments?"'
KEY = "sk-test-abcdefghijklmnop1234"
GOOD = "They are rates of decay [{label}].\n<b>Bold</b>, \x1b[31mred\x1b[0m, \u202eturned, ![](http://x/y)"


@dataclass
class Model:
    """A scripted server, of which a reply names the first source that it was given as {label}."""

    script: list[Served] = field(default_factory=list)

    def decide(self, request: HttpRequest) -> Served:
        label, *_ = LABEL.findall(request.body["messages"][1]["content"])
        match self.script.pop(0):
            case Reply(content=said, usage=usage):
                return Reply(said.replace("{label}", label), usage=usage)
            case Cut(said, abrupt):
                return Cut(said.replace("{label}", label), abrupt)
            case Hang(said):
                return Hang(said.replace("{label}", label))
            case other:
                return other


@dataclass(slots=True)
class Asking:
    """A kernel in which a section was implemented without a model, and a model for questions about it."""

    front_end: FrontEnd
    server: OpenAIServer
    model: Model

    async def ask(self, *script: Served, line: str = LINE) -> Shown:
        return await (await self.begin(*script, line=line)).done()

    async def begin(self, *script: Served, line: str = LINE) -> Shown:
        self.model.script[:] = script
        self.front_end.displays.clear()
        return await self.front_end.begin(line, "c-1")

    def told(self) -> list[str]:
        return [message["content"]["data"]["text/plain"] for message in self.front_end.displays]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def asking(front_end: FrontEnd, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asking]:
    folder, model = tmp_path_factory.mktemp("asking"), Model()
    shutil.copy(PAPER, folder)
    with OpenAIServer(decide=model.decide, piece=9) as server:
        environment = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": KEY, "RCA_RETRIES": "1"}
        for source in (
            f"import os; os.environ.update({environment}); os.chdir({str(folder)!r})",
            "%load_ext rca_kernel",
            "%rca paper adaptive-moments.tex",
            '%rca implement "Eq. (3)" --model formal',
            "%rca wait",
            "%rca config model=openai/scripted",
        ):
            shown = await front_end.execute(source)
        assert "From now on model: openai/scripted" in shown.text
        yield Asking(front_end, server, model)


async def test_the_answer_is_one_display_that_ends_as_checked_text(asking: Asking) -> None:
    shown = await asking.ask(Reply(GOOD, usage=Usage(1, 1000, 100)))
    first, *_, last = asking.told()
    assert first.startswith("Asking openai/scripted, with ")
    answer, sources = last.split("\n\n")
    assert answer.startswith("They are rates of decay [")
    assert answer.endswith("\n<b>Bold</b>, red, turned, ![](http://x/y)")
    assert sources.startswith("[")
    (output,) = shown.outputs.json()
    assert output["data"] == {"text/plain": last}
    assert (shown.status, shown.text) == ("ok", "")
    cost = (await asking.front_end.execute("%rca cost")).text
    assert "answers (openai/scripted): 1 model call, 1,000 prompt and 100 completion tokens" in cost


async def test_what_has_come_is_seen_while_the_rest_is_waited_for_and_kept_by_an_interrupt(
    asking: Asking,
) -> None:
    shown = await asking.begin(Hang("They are rates [{label}], and sk-test-abcdef"))
    await asking.front_end.until(lambda: "They are rates [" in asking.told()[-1] if asking.told() else False)
    assert "sk-test" not in asking.told()[-1]
    assert "checked against them when it is there" in asking.told()[-1]
    behind = await asking.front_end.begin("print('behind')", "c-2")
    await asking.front_end.manager.interrupt_kernel()
    await shown.done()
    kept, error = shown.outputs.json()
    assert kept["data"]["text/plain"].startswith("They are rates [")
    assert (
        "(Stopped here: not the whole answer, and not held against its sources.)"
        in kept["data"]["text/plain"]
    )
    assert error["traceback"] == ["KeyboardInterrupt: the question was given up."]
    assert shown.status == "error"
    await behind.done()
    assert await asyncio.to_thread(asking.server.gone.wait, 30)


async def test_a_connection_cut_in_the_middle_is_tried_again_and_then_told(asking: Asking) -> None:
    await asking.ask(Cut("They are ra"), Reply(GOOD))
    assert asking.told()[-1].startswith("They are rates of decay [")
    assert any("withdrawn: the " in text for text in asking.told())
    shown = await asking.ask(Cut("Lost"), Cut("They are rates [{label}], and"))
    said = asking.told()[-1]
    assert said.startswith("They are rates [")
    assert "(Broken off here: not the whole answer, and not held against its sources.)" in said
    assert "[" in said.rsplit("\n\n", 1)[1]
    assert shown.status == "ok"


async def test_an_answer_without_grounds_does_not_stay(asking: Asking) -> None:
    await asking.ask(Reply("They are lucky numbers."), Reply("They are [log:999]."))
    assert "lucky" not in asking.told()[-1]
    assert "not shown. It names sources that do not exist: log:999." in asking.told()[-1]


async def test_a_server_that_refuses_to_stream_answers_whole(asking: Asking) -> None:
    await asking.ask(HttpError(400, "stream is not supported"), Reply(GOOD))
    assert asking.told()[-1].startswith("They are rates of decay [")


async def test_a_terminal_prints_the_answer_as_it_comes(asking: Asking) -> None:
    line = LINE.replace("%rca", "rca").replace('"', "'")
    source = (
        "parent = get_ipython().kernel.get_parent('shell')\n"
        "parent['metadata'].pop('cellId'); parent['content']['allow_stdin'] = True\n"
        f"get_ipython().run_line_magic('rca', {line.removeprefix('rca ')!r})"
    )
    shown = await asking.ask(Reply("They are lucky numbers."), Reply(GOOD), line=source)
    assert asking.told() == []
    opening, withdrawn, answer = re.split(r"\n\n(?=\(Withdrawn|They are rates)", shown.text)
    assert opening.startswith("Asking openai/scripted, with ")
    assert opening.endswith("They are lucky numbers.")
    assert withdrawn == "(Withdrawn: It names no source. The model is asked again.)"
    assert "red, turned, ![](http://x/y)\n\n[" in answer
    assert "\x1b" not in shown.text
