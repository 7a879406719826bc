"""pytest fixtures for this project and for those that build on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from rca_kernel.testing.fake_notebook import FakeNotebook
    from rca_kernel.testing.openai_server import OpenAIServer
    from rca_kernel.testing.scripted_model import ScriptedModel


@pytest.fixture
def fake_notebook() -> FakeNotebook:
    """A notebook in memory whose cells all run well; set `runner` to script other ends."""
    from rca_kernel.testing.fake_notebook import FakeNotebook

    return FakeNotebook()


@pytest.fixture
def scripted_model() -> ScriptedModel:
    """A model that answers what is enqueued."""
    from rca_kernel.testing.scripted_model import ScriptedModel

    return ScriptedModel()


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """An OpenAI-compatible endpoint on loopback that answers what is enqueued."""
    from rca_kernel.testing.openai_server import OpenAIServer

    with OpenAIServer() as server:
        yield server
