"""Replay: the recorded replies to exactly the recorded requests, whatever ids and seconds a run draws."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_kernel.errors import ModelError
from rca_kernel.models import Message, Reply, ToolCall, ToolSpec
from rca_kernel.models.envelope import envelope
from rca_kernel.models.recording import Asked, RecordedCall, Recording
from rca_kernel.models.replay import ReplayModel
from rca_kernel.testing.scripted_model import text, tool

OLD, NEW = ("rca-aaaaaaaaaaa1", "rca-aaaaaaaaaaa2"), ("rca-bbbbbbbbbbb9", "rca-bbbbbbbbbbb0")
SPEC = ToolSpec("run_cell", "Run.", {"type": "object", "properties": {"source": {"type": "string"}}})


def recording(*calls: tuple[Sequence[Message], Reply]) -> Recording:
    recorded = (
        RecordedCall(number, "openai/gpt", tuple(messages), (SPEC,), reply)
        for number, (messages, reply) in enumerate(calls, 1)
    )
    return Recording(Asked("a.tex", "3.2", "d"), tuple(recorded))


def replayed(*calls: tuple[Sequence[Message], Reply]) -> ReplayModel:
    return ReplayModel(recording(*calls), secrets=())


def user(content: str) -> list[Message]:
    return [Message("system", "Rules."), Message("user", content)]


def result(id: str, seconds: str) -> list[Message]:
    said = f"cell {id}: ok in {seconds} s\n<function f at 0x7f00{seconds.replace('.', '0').zfill(8)}>"
    return user(envelope("result", said))


async def test_replies_come_in_order_with_their_text_streamed() -> None:
    model = replayed((user("one"), text("First.\nLine.")), (user("two"), tool("run_cell", source="1")))
    pieces: list[str] = []
    first = await model.chat(user("one"), [SPEC], on_text=pieces.append)
    assert first.content == "First.\nLine."
    assert pieces == ["First.\n", "Line."]
    assert model.left == 1
    assert (await model.chat(user("two"), [SPEC])).tool_calls[0].name == "run_cell"
    assert model.left == 0
    assert model.name == "openai/gpt"


async def test_a_new_runs_ids_seconds_and_addresses_are_the_same_request() -> None:
    model = replayed((result(OLD[0], "0.12"), text("ok")))
    assert (await model.chat(result(NEW[0], "10.34"), [SPEC])).content == "ok"


async def test_cell_ids_in_a_reply_are_those_of_this_run() -> None:
    asked = user(f"cells {OLD[0]} and {OLD[1]}")
    reply = tool("edit_cell", cell_id=OLD[1], source=f"# after {OLD[0]}")
    model = replayed((asked, reply), (user(f"edited {OLD[1]}"), text(f"{OLD[1]} runs")))
    first = await model.chat(user(f"cells {NEW[0]} and {NEW[1]}"), [SPEC])
    assert json.loads(first.tool_calls[0].arguments) == {"cell_id": NEW[1], "source": f"# after {NEW[0]}"}
    assert (await model.chat(user(f"edited {NEW[1]}"), [SPEC])).content == f"{NEW[1]} runs"


async def test_an_id_that_the_model_made_up_stays_and_is_recognised_afterwards() -> None:
    made_up = "rca-cccccccccccc"
    model = replayed(
        (user("go"), tool("run_cell", cell_id=made_up)), (user(f"No cell {made_up}."), text("oh"))
    )
    first = await model.chat(user("go"), [SPEC])
    assert json.loads(first.tool_calls[0].arguments) == {"cell_id": made_up}
    assert (await model.chat(user(f"No cell {made_up}."), [SPEC])).content == "oh"


async def test_swapped_cells_are_another_request() -> None:
    model = replayed((user(f"{OLD[0]} {OLD[1]} {OLD[0]}"), text("ok")))
    with pytest.raises(ModelError, match="Call 1 is not the recorded one"):
        await model.chat(user(f"{NEW[0]} {NEW[1]} {NEW[1]}"), [SPEC])


async def test_the_first_difference_is_named_with_its_place_and_both_texts() -> None:
    model = replayed((user("The value of beta is 0.9 in all runs."), text("ok")))
    with pytest.raises(ModelError) as caught:
        await model.chat(user("The value of beta is 0.8 in all runs."), [SPEC])
    message = str(caught.value)
    assert "message 2 (user)" in message
    assert "line 1 (- recorded, + now)" in message
    assert re.search(r"\n  - .*0\.9 in all.*\n  \+ .*0\.8 in all", message)
    assert "record the session again" in message


async def test_the_difference_is_a_short_diff_of_lines_cut_around_it() -> None:
    then = "\n".join(["same", "x" * 500 + "old" + "y" * 500, *["gone"] * 9, "same again"])
    now = "\n".join(["same", "x" * 500 + "new" + "y" * 500, "same again"])
    with pytest.raises(ModelError) as caught:
        await replayed((user(then), text("ok"))).chat(user(now), [SPEC])
    lines = str(caught.value).splitlines()
    assert "line 2" in lines[0]
    assert [line[:4] for line in lines[1:5]] == ["  - ", "  - ", "  - ", "  + "]
    assert "xoldy" in lines[1]
    assert "xnewy" in lines[4]
    assert all(len(line) < 120 for line in lines[1:5])


@pytest.mark.parametrize(
    ("messages", "tools", "said"),
    [
        (user("ask")[:1], [SPEC], r"message 2 \(user\): the recording has it, this run has tool run_cell"),
        ([*user("ask"), Message("user", "more")], [SPEC], r"tool run_cell.*this run has message 3 \(user\)"),
        (user("ask"), [], "tool run_cell: the recording has it, this run has nothing more"),
        (user("ask"), [SPEC, SPEC], "tool run_cell: the recording has nothing there"),
        (user("ask"), [ToolSpec("run_cell", "Run it.", SPEC.parameters)], "in tool run_cell: line 1"),
        (user("ask, and more"), [SPEC], r"line 1 \(- recorded, \+ now\)\n  - ask\n  \+ ask, and more"),
        ([Message("user", "Rules."), Message("user", "ask")], [SPEC], r"message 1 \(system\)"),
    ],
)
async def test_every_kind_of_difference_is_refused(
    messages: list[Message], tools: list[ToolSpec], said: str
) -> None:
    model = replayed((user("ask"), text("ok")))
    with pytest.raises(ModelError, match=said):
        await model.chat(messages, tools)
    assert model.left == 1
    assert (await model.chat(user("ask"), [SPEC])).content == "ok"


async def test_calls_in_the_history_are_compared_too() -> None:
    def talk(source: str) -> list[Message]:
        call = ToolCall("c", "run_cell", json.dumps({"source": source}))
        return [Message("assistant", "", tool_calls=(call,)), Message("tool", "2", tool_call_id="c")]

    model = replayed((talk("1"), text("ok")))
    with pytest.raises(ModelError, match=r"message 1 \(assistant\), call of run_cell"):
        await model.chat(talk("2"), [SPEC])


async def test_one_call_more_than_recorded_is_refused() -> None:
    model = replayed((user("ask"), text("ok")))
    await model.chat(user("ask"), [SPEC])
    with pytest.raises(ModelError, match="ends after 1 calls"):
        await model.chat(user("ask"), [SPEC])


async def test_the_folder_of_a_python_file_may_differ_but_not_its_name_or_line() -> None:
    model = replayed(
        (user("File /srv/a/starter/train.py:12, in main"), text("ok")), (user("/a/b.py"), text(""))
    )
    await model.chat(user("File ~/elsewhere/out-code/train.py:12, in main"), [SPEC])
    with pytest.raises(ModelError):
        await model.chat(user("/a/c.py"), [SPEC])


async def test_a_secret_that_the_recording_left_out_is_left_out_of_this_request_too() -> None:
    model = ReplayModel(recording((user("key [redacted]"), text("ok"))), secrets=("hunter2hunter2",))
    assert (await model.chat(user("key hunter2hunter2"), [SPEC])).content == "ok"


cells = st.sampled_from([*OLD, "rca-0000000000ff"])
pieces = st.lists(st.one_of(cells, st.sampled_from(["ok in 0.12 s", "loss 0.5", "\n", " "])), max_size=12)


@given(pieces, st.permutations([*NEW, "rca-dddddddddddd"]))
def test_any_renaming_of_cells_is_the_same_request(written: list[str], names: list[str]) -> None:
    renamed = dict(zip([*OLD, "rca-0000000000ff"], names, strict=True))
    reply = tool("run_cell", cells=" ".join(written))
    model = replayed((user(" ".join(written)), reply))
    now = " ".join(renamed.get(piece, piece.replace("0.12", "3.40")) for piece in written)
    import asyncio

    answer = asyncio.run(model.chat(user(now), [SPEC]))
    expected = " ".join(renamed.get(piece, piece) for piece in written)
    assert json.loads(answer.tool_calls[0].arguments)["cells"] == expected
