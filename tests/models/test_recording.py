"""A recording holds each request and reply exactly, whole lines only, and no secret."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from rca_kernel.errors import ModelError, WorkspaceError
from rca_kernel.models import Message, ToolCall, ToolSpec, Usage
from rca_kernel.models.recording import (
    REDACTED,
    Asked,
    Recorder,
    RecordingModel,
    read_recording,
    redacted,
)
from rca_kernel.models.secrets import names_a_secret, secrets_of
from rca_kernel.testing.scripted_model import Hang, ScriptedModel, parallel, text, tool

ASKED = Asked("papers/a.tex", "Section 3.2", "d1", code="starter", code_digest="d2")
TALK = (
    Message("system", "Rules with ünïcode ∇θ and a \ud800 lone half"),
    Message("assistant", "", tool_calls=(ToolCall("c1", "run_cell", '{"source": "1"}'),)),
    Message("tool", "2", tool_call_id="c1"),
)
SPEC = ToolSpec("run_cell", "Run.", {"type": "object", "properties": {"source": {"type": "string"}}})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


async def test_what_was_recorded_is_read_back_exactly(file: Path) -> None:
    model = ScriptedModel(
        parallel(tool("run_cell", source="x"), tool("run_cell", source="y")),
        text("Done.", usage=Usage(1, 9, 8, 0.5)),
    )
    recording = RecordingModel(model, Recorder(file, ASKED))
    pieces: list[str] = []
    first = await recording.chat(TALK, [SPEC])
    second = await recording.chat(TALK[:1], on_text=pieces.append)
    read = read_recording(file)
    assert read.asked == ASKED
    assert [(call.number, call.model, call.messages, call.tools, call.reply) for call in read.calls] == [
        (1, "scripted", TALK, (SPEC,), first),
        (2, "scripted", TALK[:1], (), second),
    ]
    assert pieces == ["Done."]
    assert len(file.read_text().splitlines()) == 3


async def test_models_that_share_a_recorder_are_kept_in_the_order_of_their_calls(file: Path) -> None:
    recorder = Recorder(file, ASKED)
    planner = RecordingModel(ScriptedModel(text("plan"), name="planner"), recorder)
    worker = RecordingModel(ScriptedModel(text("work"), name="worker"), recorder)
    await planner.chat(TALK)
    await worker.chat(TALK)
    assert [(call.number, call.model, call.reply.content) for call in read_recording(file).calls] == [
        (1, "planner", "plan"),
        (2, "worker", "work"),
    ]


async def test_calls_that_fail_or_are_stopped_leave_no_line(file: Path) -> None:
    model = ScriptedModel(ModelError("refused"), Hang("Let me"), text("ok"))
    recording = RecordingModel(model, Recorder(file, ASKED))
    with pytest.raises(ModelError):
        await recording.chat(TALK)
    task = asyncio.ensure_future(recording.chat(TALK))
    assert await asyncio.to_thread(model.waiting.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await recording.chat(TALK)
    assert [(call.number, call.reply.content) for call in read_recording(file).calls] == [(3, "ok")]


async def test_no_secret_of_the_environment_reaches_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {
        "OPENAI_API_KEY": "plain-looking-value",
        "HF_TOKEN": 'odd"and\\escaped',
        "DB_PASSWORD": "hunter2hunter2",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    shaped = "sk-proj-abcdefghijklmnop1234"
    said = "\n".join([*secrets.values(), shaped])
    script = parallel(text(said), tool("run_cell", source=said))
    recording = RecordingModel(ScriptedModel(script), Recorder(file, ASKED))
    history = Message(
        "assistant", said, tool_calls=(ToolCall("c", "run_cell", json.dumps({"source": said})),)
    )
    await recording.chat([history], [ToolSpec("run_cell", said, {"description": said})])
    written = file.read_text()
    for value in (*secrets.values(), shaped):
        assert value not in written
        assert json.dumps(value)[1:-1] not in written
        assert json.dumps(json.dumps(value)[1:-1])[1:-1] not in written
    assert (
        json.loads(read_recording(file).calls[0].messages[0].tool_calls[0].arguments)["source"].split("\n")
        == [REDACTED] * 4
    )


def test_short_values_and_other_variables_are_no_secrets() -> None:
    environ = {
        "MY_KEY": "short",
        "MONKEY": "long-enough-value",
        "PATH": "long-enough-value",
        "A_SECRET": "s" * 8,
    }
    assert secrets_of(environ) == ("s" * 8,)
    named = ("OPENAI_API_KEY", "MYAPIKEY", "hf_token", "DB_PASSWORD", "PGPASSWD", "AWS_ACCESS_KEY_ID", "KEY")
    assert all(map(names_a_secret, named))
    assert not any(map(names_a_secret, ("MONKEY", "TOKENS", "KEYBOARD", "SECRET_SANTA")))
    code = "from huggingface_hub import hf_hub_download; sk-learn; task_sk_2"
    assert redacted(code, ()) == code


async def test_a_line_torn_by_a_crash_is_left_out(file: Path) -> None:
    recording = RecordingModel(ScriptedModel(text("one"), text("two")), Recorder(file, ASKED))
    await recording.chat(TALK)
    await recording.chat(TALK)
    whole = file.read_bytes()
    os.truncate(file, len(whole) - 20)
    assert [call.reply.content for call in read_recording(file).calls] == ["one"]


def test_an_existing_file_is_kept_unless_forced(file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(WorkspaceError, match="exists already; it is kept"):
        Recorder(file, ASKED)
    assert file.read_text() == "mine"
    Recorder(file, ASKED, force=True)
    assert read_recording(file).asked == ASKED


def test_a_place_that_cannot_be_written_is_told_before_any_call(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        Recorder(tmp_path / "nowhere" / "session.jsonl", ASKED)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "does not say what was asked for"),
        (b"{}\n", "does not say what was asked for"),
        (b'{"format": 2, "asked": {}}\n', "its format is 2"),
        (b'{"format": 1, "asked": {"no": "such"}}\n', "lacks what belongs there"),
        (b'{"format": 1, "asked": {"paper": "a", "target": "b", "digest": "c"}}\n{}\n', "lacks"),
        (
            b'{"format": 1, "asked": {"paper": "a", "target": "b", "digest": "c"}}\n{"call\n',
            "line 2 is not JSON",
        ),
        (b"\xff\xfe\n", "not UTF-8"),
    ],
)
def test_what_is_no_recording_is_refused_with_the_reason(file: Path, content: bytes, why: str) -> None:
    file.write_bytes(content)
    with pytest.raises(WorkspaceError, match=why):
        read_recording(file)


def test_a_missing_recording_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"none\.jsonl.*No such file"):
        read_recording(tmp_path / "none.jsonl")
