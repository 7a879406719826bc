"""The golden messages, read here and by jest: both sides must agree on every one."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_kernel.adapters.comm import messages
from rca_kernel.adapters.comm.arguments import ARGUMENTS, EDITS
from rca_kernel.adapters.comm.wire import VERSION, decode, encode
from rca_kernel.errors import HostError

HERE = Path(__file__).parent


def examples(name: str) -> list[Any]:
    loaded: list[Any] = json.loads((HERE / name).read_text("utf-8"))
    return loaded


ALL = examples("to_page.json") + examples("to_kernel.json")


@pytest.mark.parametrize("example", examples("to_page.json"), ids=lambda e: e["kind"])
def test_messages_to_the_page_round_trip(example: Any) -> None:
    message = decode(example)
    assert isinstance(message, get_args(messages.ToPage))
    assert encode(message) == example


@pytest.mark.parametrize("example", examples("to_kernel.json"), ids=lambda e: e["kind"])
def test_messages_to_the_kernel_round_trip(example: Any) -> None:
    message = decode(example)
    assert isinstance(message, get_args(messages.ToKernel))
    assert encode(message) == example


@pytest.mark.parametrize("example", examples("refused.json"), ids=lambda e: e["why"])
def test_malformed_messages_are_refused(example: Any) -> None:
    with pytest.raises(HostError, match="refused"):
        decode(example["message"])


def test_every_kind_of_message_has_a_golden_example() -> None:
    shown = {type(decode(e)) for e in ALL}
    assert shown == set(get_args(messages.Message))


def test_every_command_has_a_golden_example_and_its_arguments() -> None:
    commands = [decode(e) for e in ALL if e["kind"] == "command"]
    names = {command.name for command in commands if isinstance(command, messages.Command)}
    assert names == set(get_args(messages.CommandName)) == set(ARGUMENTS)
    edits = {e["args"]["edit"]["kind"] for e in ALL if e.get("name") == "edit_plan"}
    assert edits == set(EDITS)


@pytest.mark.parametrize("example", ALL, ids=lambda e: e["kind"])
def test_a_message_with_any_field_missing_is_refused(example: dict[str, Any]) -> None:
    for name in example:
        with pytest.raises(HostError):
            decode({key: value for key, value in example.items() if key != name})


@pytest.mark.parametrize("example", ALL, ids=lambda e: e["kind"])
def test_a_field_of_a_wrong_type_is_refused(example: dict[str, Any]) -> None:
    for name in example:
        with pytest.raises(HostError):
            decode(example | {name: 0.5})


@pytest.mark.parametrize("amount", ["1" + "0" * 400, "-1" + "0" * 400, "1e999", "NaN"])
def test_a_number_that_nothing_can_hold_is_refused(amount: str) -> None:
    for tokens, cost in ((amount, "1"), ("1", amount)):
        args = f'{{"max_tokens": {tokens}, "max_cost": {cost}}}'
        head = f'"v": {VERSION}, "kind": "command", "client": "c", "id": "u", "name": "set_budget"'
        with pytest.raises(HostError, match="refused"):
            decode(json.loads(f'{{{head}, "args": {args}}}'))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON_VALUES, st.sampled_from(["attach", "reply", "command", "progress", "insert_cell"]))
def test_noise_is_refused_with_a_host_error(value: Any, kind: str) -> None:
    for noise in (value, {"v": VERSION, "kind": kind, "id": value, "client": "c", "cells": value}):
        with pytest.raises(HostError):
            decode(noise)


@pytest.mark.parametrize("example", ALL, ids=lambda e: e["kind"])
def test_messages_are_frozen_values(example: Any) -> None:
    message = decode(example)
    with pytest.raises(FrozenInstanceError):
        setattr(message, fields(message)[0].name, "other")
