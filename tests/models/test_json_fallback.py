"""Tool calls in JSON: what a model without tools is told, and what of its answers is understood."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_kernel import actions
from rca_kernel.agents.asking import Asking
from rca_kernel.models import Message, Reply, ToolCall, ToolSpec
from rca_kernel.models.json_fallback import JsonToolModel, as_plain, read_calls, tools_prompt
from rca_kernel.testing.scripted_model import ScriptedModel, text, truncated

SPEC = ToolSpec("run_cell", "Run a $cell.", {"type": "object", "properties": {"source": {"type": "string"}}})
ASK = [Message("system", "Be brief."), Message("user", "Go.")]
CALL = '{"tool": "run_cell", "arguments": {"source": "print(\\"a\\\\n{b}\\")"}}'
SOURCE = 'print("a\\n{b}")'


async def answered(content: str) -> Reply:
    return await JsonToolModel(ScriptedModel(text(content))).chat(ASK, [SPEC])


@pytest.mark.parametrize(
    "content",
    [
        CALL,
        f"```json\n{CALL}\n```",
        f"```\n{CALL}\n```",
        f"I will run it.\n\n{CALL}",
        f"I will run it:\n```JSON\n{CALL}\n```\nThen I will look at {{the output}}.",
        f"<think>Should I call {{}} or {CALL}?</think>\n{CALL}",
        f"[{CALL}]",
        CALL.replace('{"tool"', '{"thought": "run it", "tool"'),
    ],
)
async def test_one_call_is_understood_however_it_is_wrapped(content: str) -> None:
    reply = await answered(content)
    assert [(call.name, json.loads(call.arguments)) for call in reply.tool_calls] == [
        ("run_cell", {"source": SOURCE})
    ]
    assert reply.finish_reason == "tool_calls"
    assert "tool" not in reply.content


@pytest.mark.parametrize(
    "content", [f"[{CALL}, {CALL}]", f"{CALL}\n{CALL}", f"```json\n{CALL},\n{CALL}\n```"]
)
async def test_several_calls_keep_their_order_and_have_ids_of_their_own(content: str) -> None:
    reply = await answered(content)
    assert len(reply.tool_calls) == 2
    assert len({call.id for call in reply.tool_calls}) == 2


async def test_prose_in_front_of_a_call_is_kept() -> None:
    assert (await answered(f"I run it first.\n```json\n{CALL}\n```")).content == "I run it first."


@pytest.mark.parametrize(
    "content",
    [
        "I would run the cell.",
        CALL[:-1],
        f"[{CALL}, {CALL[:-2]}]",
        f"First {CALL} or perhaps rather {CALL}",
        f'{CALL}\n{{"tool": 3, "arguments": {{}}}}',
        '{"tool": "run_cell", "arguments": [1]}',
        "{'tool': 'run_cell', 'arguments': {}}",
        '{"name": "run_cell", "parameters": {}}',
        "[]",
        "{}",
        "",
    ],
)
async def test_what_is_malformed_or_ambiguous_comes_back_as_text(content: str) -> None:
    reply = await answered(content)
    assert reply.tool_calls == ()
    assert reply.content == content


async def test_an_answer_cut_by_its_length_is_not_read() -> None:
    reply = await JsonToolModel(ScriptedModel(truncated(CALL))).chat(ASK, [SPEC])
    assert (reply.tool_calls, reply.finish_reason) == ((), "length")


async def test_the_asking_loop_repairs_a_malformed_answer() -> None:
    model = ScriptedModel(
        text(CALL[:-1]), text(CALL.replace("run_cell", "insert_cell")), text('{"tool": "read_notebook"}')
    )
    allowed = (actions.ReadNotebook,)
    action = await Asking(JsonToolModel(model)).call(
        ASK, actions.tools(allowed), lambda call: actions.parse(call, allowed)
    )
    assert action == actions.ReadNotebook()
    assert "You called no tool" in model.requests[1].messages[-1].content
    assert "No tool 'insert_cell' here" in model.requests[2].messages[-1].content


async def test_the_model_is_told_the_tools_at_the_end_of_its_rules_and_offered_none() -> None:
    model = ScriptedModel(text(CALL))
    await JsonToolModel(model).chat(ASK, [SPEC])
    (request,) = model.requests
    assert request.tools == ()
    assert [message.role for message in request.messages] == ["system", "user"]
    system = request.messages[0].content
    assert system.startswith("Be brief.\n\n## How you call a tool")
    assert f"### run_cell\nRun a $cell.\narguments: {json.dumps(SPEC.parameters)}" in system
    assert "$tools" not in system


async def test_without_tools_nothing_is_told_and_json_stays_text() -> None:
    model = ScriptedModel(text(CALL))
    reply = await JsonToolModel(model).chat(ASK)
    assert reply.content == CALL
    assert list(model.requests[0].messages) == ASK


def test_past_calls_and_results_become_plain_turns() -> None:
    calls = (ToolCall("a", "run_cell", '{"source": "1"}'), ToolCall("b", "run_cell", "not json"))
    plain = as_plain(
        [
            *ASK,
            Message("assistant", "Both.", tool_calls=calls),
            Message("tool", "2", tool_call_id="a"),
            Message("tool", "bad", tool_call_id="b"),
            Message("user", "Go on."),
        ]
    )
    assert [message.role for message in plain] == ["system", "user", "assistant", "user"]
    said, written = plain[2].content.split("\n\n")
    assert said == "Both."
    assert json.loads(written) == [
        {"tool": "run_cell", "arguments": {"source": "1"}},
        {"tool": "run_cell", "arguments": "not json"},
    ]
    assert plain[3].content == "Result of run_cell:\n2\n\nResult of run_cell:\nbad\n\nGo on."
    assert all(message.tool_calls == () and message.tool_call_id == "" for message in plain)


def test_the_examples_in_the_instructions_are_what_is_understood() -> None:
    line = next(line for line in tools_prompt([SPEC]).splitlines() if line.startswith('{"tool"'))
    assert read_calls(line)[1] == [{"tool": "name of the tool", "arguments": {"first_argument": "value"}}]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
written_calls = st.lists(
    st.fixed_dictionaries(
        {"tool": st.text(), "arguments": st.dictionaries(st.text(), json_values, max_size=3)}
    ),
    min_size=1,
    max_size=3,
)


@given(written_calls, st.booleans(), st.sampled_from(["", "Well: ", "Consider x[0] and {y}.\n"]))
def test_whatever_is_called_in_json_is_called(
    calls: list[dict[str, object]], fenced: bool, prose: str
) -> None:
    written = json.dumps(calls, ensure_ascii=False)
    content = f"{prose}```json\n{written}\n```" if fenced else prose + written
    assert read_calls(content) == (prose.strip(), calls)


@given(st.text(alphabet='{}[]":,tolargumens \n'))
def test_no_text_breaks_the_reading(content: str) -> None:
    prose, calls = read_calls(content)
    assert calls or prose == content
