from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.errors import WorkspaceError
from rca_kernel.workspace import Workspace, snapshot


def test_a_folder_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "a" / "deep" / "x.py").write_bytes(b"x = 1\r\n")
    (tmp_path / "a" / "data.bin").write_bytes(bytes(range(256)))
    taken = snapshot.take(Workspace(tmp_path / "a"))
    assert taken is not None
    snapshot.put(taken, tmp_path / "b")
    for name in ("deep/x.py", "data.bin"):
        assert (tmp_path / "b" / name).read_bytes() == (tmp_path / "a" / name).read_bytes()


def test_what_a_link_shows_of_elsewhere_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("key")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.py").write_text("x = 1")
    (tmp_path / "a" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert set(snapshot.take(Workspace(tmp_path / "a")) or {}) == {"x.py"}


def test_files_that_exclude_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        snapshot.put({"a": {"text": ""}, "a/b": {"text": ""}}, tmp_path / "in")


def test_a_folder_too_large_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.py").write_text("x" * 100)
    assert snapshot.take(Workspace(tmp_path)) is not None
    monkeypatch.setattr(snapshot, "TOTAL_LIMIT", 99)
    assert snapshot.take(Workspace(tmp_path)) is None


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", ".", "c:x", "a\\b"])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkspaceError):
        snapshot.put({name: {"text": "x"}}, tmp_path / "in")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("kept", [None, "text", {}, {"text": 1}, {"base64": "?"}, {"other": "x"}, ["text"]])
def test_what_is_damaged_is_refused(kept: object, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="damaged"):
        snapshot.put({"x": kept}, tmp_path / "in")
    assert not (tmp_path / "in").exists()
