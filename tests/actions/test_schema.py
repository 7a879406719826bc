from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from rca_kernel.actions import (
    BY_NAME,
    KINDS,
    RISK,
    EditCell,
    FinishStep,
    InsertCell,
    as_markdown,
    parameters,
    parse,
    tool_name,
    tools,
)
from rca_kernel.errors import ActionError
from rca_kernel.models import ToolCall


def call(name: str, arguments: Any) -> ToolCall:
    return ToolCall("c1", name, arguments if isinstance(arguments, str) else json.dumps(arguments))


def test_every_action_has_a_name_a_description_a_risk_and_a_closed_schema() -> None:
    assert len(BY_NAME) == len(KINDS) == len(RISK)
    for spec in tools(KINDS):
        assert spec.description
        assert parameters(BY_NAME[spec.name])["additionalProperties"] is False


def test_fields_carry_their_notes_and_literals_their_values() -> None:
    properties = parameters(InsertCell)["properties"]
    assert properties["cell_type"]["enum"] == ["code", "markdown"]
    assert "one that this step wrote last" in parameters(EditCell)["properties"]["cell_id"]["description"]
    assert parameters(InsertCell)["required"] == ["cell_type", "source"]


def test_a_call_becomes_its_action() -> None:
    arguments = {"cell_type": "code", "source": "x = 1", "requirements": ["eq:1"]}
    assert parse(call("insert_cell", arguments)) == InsertCell("code", "x = 1", ("eq:1",))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("functions.finish_step", {"summary": "x"}),
        ("FinishStep", {"summary": "x"}),
        ("finish-step", {"summary": "x"}),
        ("finish_step", {"action": {"summary": "x"}}),
        ("finish_step", {"finish_step": {"summary": "x"}}),
        ("finish_step", {"name": "finish_step", "arguments": '{"summary": "x"}'}),
        ("finish_step", {"action": "finish_step", "action_input": {"summary": "x"}}),
        ("finish_step", '"{\\"summary\\": \\"x\\"}"'),
    ],
)
def test_wrappings_and_spellings_that_models_use_are_seen_through(name: str, arguments: Any) -> None:
    assert parse(call(name, arguments)) == FinishStep("x")


def test_slips_of_type_that_the_schema_settles_are_mended() -> None:
    wanted = InsertCell("code", "x", ("eq:1",))
    for requirements in ("eq:1", '["eq:1"]', ["eq:1"]):
        assert (
            parse(call("insert_cell", {"cell_type": "code", "source": "x", "requirements": requirements}))
            == wanted
        )
    plain = InsertCell("code", "x")
    assert parse(call("insert_cell", {"cell_type": "code", "source": "x", "requirements": None})) == plain
    assert parse(call("read_output", {"cell_id": "c", "first": "3"})).first == 3  # type: ignore[union-attr]


def test_newlines_inside_json_strings_are_forgiven() -> None:
    assert parse(call("finish_step", '{"summary": "a\nb"}')) == FinishStep("a\nb")


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("shell", {}, "No tool 'shell'.*insert_cell"),
        ("finish_step", "{not json", "not JSON"),
        ("finish_step", {}, "'summary' is a required property"),
        ("finish_step", {"summary": 3}, "at summary"),
        ("finish_step", {"summary": "x", "and": 1}, "Additional properties"),
        ("insert_cell", {"cell_type": "shell", "source": ""}, "at cell_type"),
        ("finish_step", "[]", "not of type 'object'"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(name: str, arguments: Any, said: str) -> None:
    with pytest.raises(ActionError, match=said):
        parse(call(name, arguments))


def test_only_allowed_actions_are_parsed() -> None:
    with pytest.raises(ActionError, match="No tool 'insert_cell'"):
        parse(call("insert_cell", {"cell_type": "code", "source": ""}), [FinishStep])


def test_the_reference_page_has_every_action_with_risk_and_arguments() -> None:
    page = as_markdown()
    for kind in KINDS:
        section = page.split(f"### `{tool_name(kind)}`\n")[1].split("\n##")[0]
        assert f"*Risk: {RISK[kind]}.*" in section
        assert all(f"| `{field.name}` |" in section for field in dataclasses.fields(kind))


def test_what_changes_cells_files_or_the_environment_is_no_reading() -> None:
    assert {tool_name(kind): RISK[kind] for kind in KINDS if RISK[kind] != "read"} == {
        "insert_cell": "execute",
        "edit_cell": "execute",
        "run_cell": "execute",
        "check_equation": "execute",
        "run_checks": "execute",
        "move_cell": "execute",
        "delete_cell": "write",
        "clear_outputs": "write",
        "write_file": "write",
        "append_file": "write",
        "edit_file": "write",
        "edit_segment": "write",
        "copy_file": "write",
        "undo_file": "write",
        "execute_script": "execute",
        "compare_baseline": "execute",
        "install_package": "install",
    }
