"""Common actions have a tool each, rarer ones are called through one; no model needs to spell it one way."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, get_type_hints

import pytest

from rca_kernel import actions as a
from rca_kernel.actions.offering import FURTHER, HINTS
from rca_kernel.agents.personas import OWN, PERMISSIONS
from rca_kernel.errors import ActionError
from rca_kernel.models import ToolCall


def call(**arguments: Any) -> ToolCall:
    return ToolCall("c1", FURTHER, json.dumps(arguments))


def test_every_action_of_a_persona_is_a_tool_or_named_by_the_one_for_the_rest() -> None:
    for persona, kinds in PERMISSIONS.items():
        specs = a.tools(kinds, OWN[persona])
        *_, last = specs or [None]
        told = last.description if last is not None and last.name == FURTHER else ""
        for kind in kinds:
            name = a.tool_name(kind)
            assert name in {spec.name for spec in specs} or f"\n{name}(" in told


def test_arguments_of_one_name_have_one_type_wherever_they_stand_side_by_side() -> None:
    found: dict[str, set[str]] = {}
    for kind in a.KINDS:
        hints = get_type_hints(kind)
        for item in dataclasses.fields(kind):
            plain = "str" if "Literal" in str(hints[item.name]) else str(hints[item.name])
            found.setdefault(item.name, set()).add(plain.replace("<class 'str'>", "str"))
    assert not {name: types for name, types in found.items() if len(types) > 1}
    assert set(HINTS) <= set(a.KINDS)


@pytest.mark.parametrize(
    "arguments",
    [
        {"what": "read_output", "cell_id": "run-1", "first": 3},
        {"what": "ReadOutput", "cell_id": "run-1", "first": "3"},
        {"what": "read_output", "arguments": {"cell_id": "run-1", "first": 3}},
        {"what": "read_output", "cell_id": "run-1", "first": 3, "path": "", "names": [], "query": None},
        {"what": "read_output", "arguments": '{"cell_id": "run-1", "first": 3}'},
        {"what": "read_output", "parameters": {"cell_id": "run-1"}, "first": 3},
        {"what": "read_output", "cell_id": "run-1", "first": 3, "arguments": {}},
    ],
)
def test_a_further_action_is_read_however_its_arguments_are_given(arguments: dict[str, Any]) -> None:
    assert a.parse(call(**arguments)) == a.ReadOutput("run-1", 3)


def test_arguments_of_a_script_are_not_taken_for_those_of_the_action() -> None:
    run = a.ExecuteScript("train.py", ("--epochs", "3"))
    listed = ["--epochs", "3"]
    assert a.parse(call(what="execute_script", path="train.py", arguments=listed)) == run
    nested = {"path": "train.py", "arguments": listed}
    assert a.parse(call(what="execute_script", arguments=nested)) == run
    assert a.parse(call(what="execute_script", arguments=json.dumps(nested))) == run


def test_a_further_action_called_by_its_own_name_is_read_too() -> None:
    assert a.parse(ToolCall("c1", "fail_step", '{"reason": "r"}')) == a.FailStep("r")


def test_what_is_told_of_it_later_is_the_call_that_was_offered() -> None:
    own = OWN["coder"]
    assert a.call_of(a.RunCell("last"), own) == (
        FURTHER,
        {"what": "run_cell", "arguments": {"cell_id": "last"}},
    )
    assert a.call_of(a.InsertCell("code", "x"), own)[0] == "insert_cell"
    name, given = a.call_of(a.ReadOutput("run-1", 3), own)
    assert a.parse(ToolCall("c1", name, json.dumps(given))) == a.ReadOutput("run-1", 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"cell_id": "last"}, "names no action"),
        ({"what": "shell"}, "No tool 'shell' here"),
        ({"what": "read_output"}, "'cell_id' is a required property"),
        ({"what": "run_cell", "cell_id": "c", "path": "x"}, "Additional properties"),
    ],
)
def test_a_further_action_that_does_not_fit_is_refused_with_what_was_wrong(
    arguments: dict[str, Any], said: str
) -> None:
    with pytest.raises(ActionError, match=said):
        a.parse(call(**arguments))


def test_a_persona_calls_nothing_that_is_not_its_own() -> None:
    with pytest.raises(ActionError, match="No tool 'run_cell' here"):
        a.parse(call(what="run_cell", cell_id="c"), PERMISSIONS["reader"])
