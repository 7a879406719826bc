"""Outputs as a front end would gather them, and what an agent gets to read."""

from __future__ import annotations

from typing import Any

from rca_kernel.notebook import DisplayOutput, ErrorOutput, StreamOutput
from rca_kernel.notebook.cell_outputs import CellOutputs, Displays, outputs_of, slim


def stream(text: str, name: str = "stdout") -> tuple[str, dict[str, Any]]:
    return "stream", {"name": name, "text": text}


def display(
    text: str, display_id: str | None = None, kind: str = "display_data"
) -> tuple[str, dict[str, Any]]:
    transient = {"display_id": display_id} if display_id else {}
    return kind, {"data": {"text/plain": text}, "metadata": {}, "transient": transient}


def gathered(*messages: tuple[str, dict[str, Any]], displays: Displays | None = None) -> CellOutputs:
    made = CellOutputs(displays, stream_limit=90)
    for kind, content in messages:
        made.receive(kind, content)
    return made


def test_neighbouring_streams_of_one_name_are_one() -> None:
    outputs = gathered(stream("a"), stream("b"), stream("c", "stderr"), display("d"), stream("e"))
    assert outputs.values() == (
        StreamOutput("stdout", "ab"),
        StreamOutput("stderr", "c"),
        DisplayOutput({"text/plain": "d"}),
        StreamOutput("stdout", "e"),
    )


def test_a_long_stream_keeps_its_head_and_its_tail() -> None:
    outputs = gathered(*[stream(f"{number:09}\n") for number in range(100)])
    text = outputs.json()[0]["text"]
    assert text.startswith("000000000\n")
    assert text.endswith("000000099\n")
    assert "characters left out" in text
    left_out = int(text.split("… ")[1].split(" ")[0])
    kept = len(text.replace(f"\n… {left_out} characters left out …\n", ""))
    assert left_out + kept == 1000


def test_clearing_takes_effect_at_once_or_with_the_next_output() -> None:
    assert gathered(stream("a"), ("clear_output", {"wait": False})).values() == ()
    waiting = gathered(stream("a"), ("clear_output", {"wait": True}))
    assert waiting.values() == (StreamOutput("stdout", "a"),)
    waiting.receive(*stream("b"))
    assert waiting.values() == (StreamOutput("stdout", "b"),)


def test_an_update_reaches_every_output_of_its_display() -> None:
    displays: Displays = {}
    first = gathered(display("1", "d"), display("other"), displays=displays)
    second = gathered(display("2", "d"), displays=displays)
    assert first.values()[0] == DisplayOutput({"text/plain": "2"})
    second.receive(*display("3", "d", "update_display_data"))
    assert first.values() == (DisplayOutput({"text/plain": "3"}), DisplayOutput({"text/plain": "other"}))
    assert second.values() == (DisplayOutput({"text/plain": "3"}),)


def test_an_update_of_an_unknown_display_shows_nothing() -> None:
    updates = [display("x", "unknown", "update_display_data"), display("y", None, "update_display_data")]
    assert gathered(*updates).values() == ()


def test_many_displays_are_counted_and_an_error_is_always_kept() -> None:
    outputs = CellOutputs()
    for number in range(600):
        outputs.receive(*display(str(number)))
    outputs.receive("error", {"ename": "E", "evalue": "v", "traceback": ["\x1b[31mred\x1b[0m"]})
    kept = outputs.json()
    assert len(kept) == 502
    assert kept[-2]["output_type"] == "error"
    assert kept[-1]["text"] == "… 100 displayed values left out …\n"
    assert ErrorOutput("E", "v", "red") in outputs.values()


def test_binary_data_is_only_named_and_lists_of_lines_are_joined() -> None:
    data = {"image/png": "AAAA", "text/html": ["<b>", "x</b>"], "application/json": {"a": 1}}
    assert outputs_of([{"output_type": "display_data", "data": data}, {"output_type": "novel"}]) == (
        DisplayOutput({"image/png": "", "text/html": "<b>x</b>", "application/json": ""}),
    )


def test_slim_bounds_the_number_and_the_size() -> None:
    outputs = tuple(DisplayOutput({"text/plain": str(number) * 50}) for number in range(10))
    small = slim(outputs, text=30, count=6)
    assert len(small) == 7
    assert small[4] == StreamOutput("stderr", "… 4 outputs left out …\n")
    shown = [output.data["text/plain"] for output in small if isinstance(output, DisplayOutput)]
    assert all("left out" in text for text in shown)
