"""A message of another version of the wire is known for what it is, and for nothing else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from rca_kernel.adapters.comm.stranger import Stranger, is_attach, stranger_in
from rca_kernel.adapters.comm.wire import VERSION
from rca_kernel.app.extension import LiveHosts


def test_a_stranger_is_known_by_its_wire_whatever_else_it_says() -> None:
    attach = {"v": VERSION + 1, "kind": "attach", "version": "9.9", "cells": 7}
    assert stranger_in(attach) == Stranger(VERSION + 1, "9.9")
    assert is_attach(attach)
    assert stranger_in({"v": 1, "kind": "pong"}) == Stranger(1, "")
    assert not is_attach({"v": 1, "kind": "pong"})


@pytest.mark.parametrize("data", [{"v": VERSION, "kind": "eval"}, {"v": True}, {"v": "9"}, {}, [], None])
def test_what_is_no_other_version_is_left_to_the_decoder(data: Any) -> None:
    assert stranger_in(data) is None


def test_the_older_side_is_the_one_to_update() -> None:
    assert "update rca-kernel in the kernel's environment" in Stranger(VERSION + 1, "9.9").advice()
    assert "update rca-kernel in JupyterLab's environment" in Stranger(VERSION - 1, "").advice()
    assert "rca-kernel 9.9" in Stranger(VERSION + 1, "9.9").advice()


def test_a_cell_that_begins_a_session_says_why_the_panel_does_not_serve() -> None:
    def said(stranger: Stranger | None) -> str:
        channel = SimpleNamespace(attached_ever=False, stranger=stranger)
        hosts = SimpleNamespace(channel=channel, _file=lambda: Path("n-rca.ipynb"))
        return LiveHosts.place(cast(LiveHosts, hosts))

    assert said(Stranger(VERSION + 1, "9.9")).endswith("restart the kernel")
    assert said(None).endswith("ends)")
    assert "kept in n-rca.ipynb" in said(None)
