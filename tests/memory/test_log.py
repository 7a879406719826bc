from __future__ import annotations

from rca_kernel.memory import ResearchLog


def filled() -> ResearchLog:
    log = ResearchLog(now=lambda: "2026-01-01T00:00:00+00:00")
    log.add("action", "insert cell a", step="1")
    log.add("observation", "ran: ok", step="1")
    log.add("finding", "Eq. (1) agrees", step="1")
    log.add("action", "insert cell b", step="2")
    log.add("error", "NameError: v", step="2")
    return log


def test_numbers_count_up_and_never_repeat_after_folding() -> None:
    log = filled().fold(keep_last=1)
    assert log.add("action", "more").n == 6


def test_folding_keeps_findings_and_errors_and_says_what_it_folded() -> None:
    kinds = [(entry.kind, entry.text) for entry in filled().fold(keep_last=0)]
    assert kinds == [
        ("summary", "entries 1 to 2: insert cell a"),
        ("finding", "Eq. (1) agrees"),
        ("summary", "entries 4 to 4: insert cell b"),
        ("error", "NameError: v"),
    ]


def test_folding_nothing_changes_nothing() -> None:
    log = filled()
    assert list(log.fold(keep_last=5)) == list(log)


def test_search_needs_every_word_in_any_case() -> None:
    log = filled()
    assert [entry.n for entry in log.search("CELL insert")] == [1, 4]
    assert log.search("cell missing") == []


def test_recent_entries_can_be_those_of_one_step() -> None:
    assert [entry.n for entry in filled().recent(2, step="1")] == [2, 3]
    assert filled().recent(0) == []
