"""Recall: the entry that matters is found by its words, its age and its place in the plan."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_kernel.memory import ResearchLog
from rca_kernel.memory.recall import step_distance
from rca_kernel.memory.relevance import relevance
from rca_kernel.memory.words import words


@pytest.fixture(params=["bm25s", "without bm25s"])
def ranking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "without bm25s":
        monkeypatch.setitem(sys.modules, "bm25s", None)
    else:
        pytest.importorskip("bm25s")
    return str(request.param)


def log_of(*written: tuple[str, str]) -> ResearchLog:
    log = ResearchLog(now=lambda: "2026-01-01T00:00:00+00:00")
    for step, text in written:
        log.add("finding", text, step=step)
    return log


@pytest.mark.usefixtures("ranking")
def test_what_shares_no_word_with_the_query_is_left_out() -> None:
    log = log_of(("1", "the bias correction divides by 1 - beta"), ("1", "weights are drawn at random"))
    assert [entry.n for entry in log.recall("bias correction")] == [1]
    assert log.recall("momentum") == []


@pytest.mark.usefixtures("ranking")
def test_an_old_entry_with_all_words_comes_before_newer_ones_with_one() -> None:
    log = log_of(
        ("1", "epsilon is added after the square root"), *[("9", f"root of file {n}") for n in range(30)]
    )
    assert log.recall("epsilon after square root")[0].n == 1


@pytest.mark.usefixtures("ranking")
def test_among_equal_words_the_nearer_step_and_then_the_newer_entry_wins() -> None:
    log = log_of(("2.1", "the loss is wrong"), ("5", "the loss is wrong"), ("2.1", "the loss is wrong"))
    assert [entry.n for entry in log.recall("loss", step="2.1")] == [3, 1, 2]
    assert [entry.n for entry in log.recall("loss")] == [3, 2, 1]


@pytest.mark.usefixtures("ranking")
def test_a_query_without_words_asks_for_what_is_recent_and_near() -> None:
    log = log_of(("1", "a first thing"), ("7", "a second thing"), ("7", "a third thing"))
    assert [entry.n for entry in log.recall("", limit=2)] == [3, 2]
    assert log.recall("why?", step="1", limit=1)[0].n == 1


def test_an_empty_log_and_a_limit_of_none_recall_nothing() -> None:
    assert ResearchLog().recall("anything") == []
    assert log_of(("1", "anything")).recall("anything", limit=0) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eps", r"\epsilon"),
        ("ε", r"\varepsilon"),
        ("1e-8", "$10^{-8}$"),
        ("3e-4", r"3 \times 10^{-4}"),
        ("0.0010", ".001"),
        ("weight_decay", "Weight decay"),
        ("beta1", r"\beta_1"),
        ("updates", "updated"),
        ("biases", "bias"),
    ],
)
def test_spellings_of_one_thing_are_one(one: str, other: str) -> None:
    assert words(one) == words(other) != ()


def test_classes_of_words_stay_apart() -> None:
    assert not set(words("loss less 0.1 beta_1")) & set(words("lose 0.2 theta"))


def test_distance_counts_edges_of_the_plan() -> None:
    assert [step_distance("2.1", other) for other in ("2.1", "2", "2.3", "2.1.4", "3.1")] == [0, 1, 2, 1, 4]


def test_the_ranking_speaks_to_no_logger(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("bm25s")
    with caplog.at_level("DEBUG", logger=""):
        relevance(["a loss"], "loss")
    assert caplog.records == []


texts = st.lists(st.text(alphabet="ab cε1.\\", max_size=12), max_size=8)


@given(texts, st.text(alphabet="ab cε1.\\", max_size=8))
def test_relevance_is_one_for_the_best_and_nothing_without_a_shared_word(
    given: list[str], query: str
) -> None:
    found = relevance(given, query)
    sharing = [bool(set(words(text)) & set(words(query))) for text in given]
    assert [score > 0 for score in found] == sharing
    assert max(found, default=0.0) == (1.0 if any(sharing) else 0.0)
