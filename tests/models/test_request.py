"""What is sent: plain text where that says it all, parts for pictures and for what a provider keeps."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from rca_kernel.adapters.litellm.endpoint import Endpoint
from rca_kernel.adapters.litellm.request import completion_request
from rca_kernel.models import Image, Message, ToolCall

ENDPOINT = Endpoint("openai/x", "openai")
PLOT = Image("image/png", "d1", b"pixels", "loss curve")
TALK = (
    Message("system", "rules"),
    Message("user", "the passage and the step", stable=11),
    Message("assistant", "", tool_calls=(ToolCall("c1", "run_cell", "{}"),)),
    Message("tool", "ok", tool_call_id="c1"),
)


def sent(*messages: Message, **settings: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = completion_request(ENDPOINT, messages, (), **settings)["messages"]
    return found


def test_text_alone_is_sent_as_text() -> None:
    assert [message["content"] for message in sent(*TALK)] == [
        "rules",
        "the passage and the step",
        None,
        "ok",
    ]


def test_a_model_that_sees_gets_the_picture_and_another_is_told_what_is_left_out() -> None:
    message = Message("user", "Its picture:", images=(PLOT,))
    text, image = sent(message, sees=True)[0]["content"]
    assert text == {"type": "text", "text": "Its picture:"}
    data = base64.b64encode(b"pixels").decode()
    assert image == {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
    assert sent(message)[0]["content"] == (
        "Its picture:\n(1 pictures left out, since you take none: loss curve)"
    )


def test_what_stays_and_the_conversation_so_far_are_marked_to_be_kept() -> None:
    system, user, _, tool = sent(*TALK, caches=True)
    kept = {"cache_control": {"type": "ephemeral"}}
    assert system["content"] == "rules"
    assert user["content"] == [
        {"type": "text", "text": "the passage", **kept},
        {"type": "text", "text": " and the step"},
    ]
    assert tool["content"] == [{"type": "text", "text": "ok", **kept}]


@pytest.mark.parametrize(
    ("model", "kept"), [("anthropic/claude-sonnet-4-6", True), ("openai/gpt-5.4", False)]
)
def test_only_providers_that_are_told_what_to_keep_are_told(model: str, kept: bool) -> None:
    from rca_kernel.adapters.litellm.loading import load
    from rca_kernel.adapters.litellm.resolve import caches, sees

    litellm = load()
    endpoint = Endpoint(model, model.split("/", maxsplit=1)[0])
    assert caches(litellm, endpoint) is kept
    assert sees(litellm, endpoint)
    assert not sees(litellm, Endpoint("openai/never-heard-of", "openai"))
