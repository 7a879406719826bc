"""The models that an endpoint of one's own lists: asked for once, remembered, and again after a while."""

from __future__ import annotations

from rca_kernel.app.config import Config
from rca_kernel.app.listing import AGAIN, MOST, Listing
from rca_kernel.testing.openai_server import OpenAIServer


def test_the_models_of_an_endpoint_are_listed_once_and_remembered() -> None:
    listing = Listing()
    with OpenAIServer(models={"small": 1, "org/large:q4": 2, "rm -rf": 3}) as server:
        config = Config(api_base=server.base_url)
        assert listing.known(config, {}) == []
        assert listing.ask(config, {}) == ["openai/small", "openai/org/large:q4"]
        server.models = {}
        assert listing.ask(config, {}) == ["openai/small", "openai/org/large:q4"]
    assert listing.known(config, {}) == ["openai/small", "openai/org/large:q4"]
    assert listing.ask(Config(), {}) == []


def test_an_endpoint_that_does_not_answer_is_asked_again_only_after_a_while() -> None:
    now = 100.0
    listing = Listing(lambda: now)
    with OpenAIServer(models={}) as server:
        config = Config(api_base=server.base_url)
        assert listing.ask(config, {}) == []
        server.models = {"late": 1}
        assert listing.ask(config, {}) == []
        now += AGAIN
        assert listing.ask(config, {}) == ["openai/late"]


def test_a_model_that_comes_later_is_listed_and_what_is_no_name_takes_no_room() -> None:
    now = 100.0
    listing = Listing(lambda: now)
    with OpenAIServer(models={"small": 1}) as server:
        config = Config(api_base=server.base_url)
        assert listing.ask(config, {}) == ["openai/small"]
        server.models = {**{f"no name {n}": 1 for n in range(MOST)}, "pulled": 2}
        assert listing.ask(config, {}) == ["openai/small"]
        now += AGAIN
        assert listing.ask(config, {}) == ["openai/pulled"]
        server.models = {}
        now += AGAIN
        assert listing.ask(config, {}) == ["openai/pulled"]
