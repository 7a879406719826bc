"""Calls that models write in another form."""

from __future__ import annotations

import json

import pytest

from rca_kernel.models import Image, Message, picture
from rca_kernel.models.recording import _message, _message_json
from rca_kernel.models.salvage import calls_in_text, unwrapped, words_beside

NAMES = ["insert_cell", "finish_step"]
ARGUMENTS = {"summary": "x {y}"}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"name": "finish_step", "arguments": ARGUMENTS}),
        f"End.\n<tool_call>\n{json.dumps({'name': 'finish_step', 'arguments': ARGUMENTS})}\n</tool_call>",
        f"```json\n{json.dumps({'tool': 'FinishStep', 'parameters': ARGUMENTS})}\n```",
        json.dumps({"action": {"name": "finish_step", "arguments": json.dumps(ARGUMENTS)}}),
        json.dumps(
            {
                "tool_calls": [
                    {"type": "function", "function": {"name": "finish_step", "arguments": ARGUMENTS}}
                ]
            }
        ),
        json.dumps({"action": "finish_step", "action_input": ARGUMENTS}),
        json.dumps({"finish_step": ARGUMENTS}),
        json.dumps({"action": "finish_step", **ARGUMENTS}),
        f"<think>{{}}</think>{json.dumps({'name': 'finish_step', 'arguments': ARGUMENTS})}",
    ],
)
def test_a_call_written_as_text_is_found(text: str) -> None:
    (call,) = calls_in_text(text, NAMES)
    assert call.name == "finish_step"
    assert json.loads(call.arguments) == ARGUMENTS


@pytest.mark.parametrize(
    "text",
    [
        "I would call finish_step.",
        '{"name": "Ada", "arguments": {}}',
        '{"loss": [1, 2]}',
        '{"name": "finish_step"',
        "[" * 3000,
    ],
)
def test_text_that_calls_nothing_known_is_left_alone(text: str) -> None:
    assert calls_in_text(text, NAMES) == ()


def test_a_recording_keeps_a_picture_by_its_digest() -> None:
    shown = picture(b"not really a picture", caption="loss")
    if shown is None:  # Pillow is at hand and refuses it
        shown = Image("image/png", "0123456789abcdef", b"x", "loss")
    message = Message("user", "see", images=(shown,), stable=2)
    written = _message_json(message)
    assert "not really" not in json.dumps(written)
    read = _message(json.loads(json.dumps(written)))
    assert [(image.digest, image.data, image.caption) for image in read.images] == [
        (shown.digest, b"", "loss")
    ]


def test_arguments_nested_beyond_reading_are_no_json() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        unwrapped("[" * 100_000, "insert_cell", ("source",))
    assert unwrapped('"' + "[" * 100_000 + '"', "insert_cell", ("source",)) == "[" * 100_000


CALL = json.dumps({"name": "finish_step", "arguments": ARGUMENTS})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The check passes, so the step is done.", "The check passes, so the step is done."),
        (f"It passes.\n<tool_call>\n{CALL}\n</tool_call>", "It passes."),
        (
            f"<think>hm</think>It passes {{f(x)}}, x[0] too:\n```json\n{CALL}\n```",
            "It passes {f(x)}, x[0] too:",
        ),
        (f"[{CALL}]", ""),
        ("I set defaults = {} and then fill it.", "I set defaults = {} and then fill it."),
        (f'Take the set {{"a": 1}}; then w. {CALL}', 'Take the set {"a": 1}; then w.'),
        ('The line is [{"name": "Ada"}], so far.', 'The line is [{"name": "Ada"}], so far.'),
        ("", ""),
    ],
)
def test_what_is_said_beside_a_call_is_told_from_the_call(text: str, said: str) -> None:
    assert words_beside(text, NAMES) == said
