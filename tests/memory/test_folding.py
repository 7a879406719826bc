"""Compaction: what a fold keeps, and that keeping it up to date gives what folding anew would."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rca_kernel.memory import Entry, Memory, ResearchLog, encode
from rca_kernel.memory.entry import KEPT
from rca_kernel.memory.summarize import failure_in, numbers_in, summary

RAN = "cell rca-0123456789ab: ok in 0.12 s\n"


def test_numbers_of_an_observation_survive_with_the_words_before_them() -> None:
    log = ResearchLog()
    log.add("action", "run cell: rca-0123456789ab", step="1")
    log.add("observation", RAN + "epoch 3 of 3\nvalidation loss: 0.2119, accuracy 93.5%\nlr 1e-3", step="1")
    (folded,) = log.fold(keep_last=0)
    assert folded.kind == "summary"
    for kept in ("validation loss 0.2119", "accuracy 93.5%", "lr 1e-3"):
        assert kept in folded.text
    assert "0.12" not in folded.text  # how long a cell took is no result


def test_a_failed_observation_leaves_its_last_line() -> None:
    log = ResearchLog()
    log.add("action", "run cell: rca-0123456789ab", step="1")
    log.add(
        "observation",
        "cell rca-0123456789ab: error in 0.02 s\nTraceback\n  line 3\nNameError: name 'v' is not defined",
    )
    assert "failed: error: NameError: name 'v' is not defined" in [entry.text for entry in log.fold(0)][-1]


@pytest.mark.parametrize(
    ("observation", "failure"),
    [
        (RAN + "NameError is what we test", ""),
        ("cell a: interrupted in 9.00 s", "interrupted"),
        ("FAILED: No cell 'b'.\nRead the notebook.", "No cell 'b'. Read the notebook."),
        ("FAILED: cell a: error in 0.02 s\nline 3\nValueError: no", "error: ValueError: no"),
        ("recorded", ""),
    ],
)
def test_only_failures_count_as_failures(observation: str, failure: str) -> None:
    assert failure_in(observation) == failure


def test_digits_inside_names_and_versions_are_no_numbers() -> None:
    assert numbers_in("rca-0123456789ab x1 numpy-2.1.3 layer2: shape (3, 4), step 5.") == [
        "numpy-2.1.3 layer2 shape 3",
        "4",
        "step 5",
    ]


def test_of_too_many_numbers_the_first_and_the_last_decimals_stay() -> None:
    said = numbers_in("\n".join(f"epoch {n} loss {n}.5" for n in range(100)))
    assert len(said) == 12
    assert said[0] == "loss 0.5"
    assert said[-1] == "loss 99.5"


@given(
    st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=12),
    st.sampled_from(["loss ", "a=", ""]),
)
def test_up_to_twelve_numbers_always_survive(values: list[float], label: str) -> None:
    entry = Entry(1, "t", "observation", RAN + "\n".join(f"{label}{value!r}" for value in values), "1")
    text = summary([entry]).text
    assert all(repr(value) in text for value in values)


kinds = st.sampled_from(["action", "observation", "finding", "decision", "assumption", "error", "summary"])
entries = st.lists(st.tuples(kinds, st.text(max_size=30), st.sampled_from(["", "1", "2.1"])), max_size=25)


def filled(written: list[tuple[str, str, str]]) -> ResearchLog:
    log = ResearchLog(now=lambda: "2026-01-01T00:00:00+00:00")
    for kind, text, step in written:
        log.add(kind, text, step=step)  # type: ignore[arg-type]
    return log


def folded_anew(log: ResearchLog, keep_last: int) -> list[Entry]:
    """The definition of folding, written down plainly."""
    everything = list(log)
    cut = max(0, len(everything) - keep_last)
    result: list[Entry] = []
    run: list[Entry] = []
    for entry in [*everything[:cut], None]:
        if run and (entry is None or entry.kind in KEPT or entry.step != run[-1].step):
            result.append(summary(run))
            run = []
        if entry is not None and entry.kind in KEPT:
            result.append(entry)
        elif entry is not None:
            run.append(entry)
    return result + everything[cut:]


@given(entries, st.integers(0, 30), st.integers(0, 25))
def test_a_log_folded_as_it_grows_is_the_log_folded_anew(
    written: list[tuple[str, str, str]], keep: int, early: int
) -> None:
    log = filled(written[:early])
    log.fold(keep)
    for kind, text, step in written[early:]:
        log.add(kind, text, step=step)  # type: ignore[arg-type]
    assert list(log.fold(keep)) == folded_anew(log, keep)


@settings(max_examples=200)
@given(entries, st.integers(150, 2500))
def test_the_block_is_what_measuring_it_whole_would_choose(
    written: list[tuple[str, str, str]], size_cap: int
) -> None:
    memory = Memory(log=filled(written))

    def block(log: list[Entry]) -> dict[str, object]:
        shown = [{"n": e.n, "time": e.time, "step": e.step, "kind": e.kind, "text": e.text} for e in log]
        return {**encode(Memory()), "log": shown}

    def fits(log: list[Entry]) -> bool:
        return len(json.dumps(block(log), ensure_ascii=False).encode()) <= size_cap

    keep = len(memory.log)
    chosen = list(memory.log)
    while not fits(chosen) and keep > 0:
        keep //= 2
        chosen = folded_anew(memory.log, keep)
    while not fits(chosen) and (old := [e for e in chosen[:-1] if e.kind == "summary"]):
        chosen.remove(old[0])
    while not fits(chosen) and chosen:
        chosen = chosen[(len(chosen) + 1) // 2 :]
    assert encode(memory, size_cap=size_cap) == block(chosen)


def test_summaries_go_before_any_decision_does() -> None:
    log = ResearchLog()
    for number in range(200):
        log.add("action", f"insert cell number {number}", step=str(number))
        if number % 10 == 0:
            log.add("decision", f"decision {number}", step=str(number))
    block = encode(Memory(log=log), size_cap=4000)
    assert len(json.dumps(block, ensure_ascii=False).encode()) <= 4000
    assert [e["text"] for e in block["log"] if e["kind"] == "decision"] == [
        f"decision {number}" for number in range(0, 200, 10)
    ]
