from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.errors import WorkspaceError
from rca_kernel.workspace import FileChange, Journal, Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "starter"
    root.mkdir()
    (root / "train.py").write_text("x = 1\ny = 2\n")
    (tmp_path / "starter_secrets.txt").write_text("key")
    return Workspace(root)


@pytest.mark.parametrize("path", ["../starter_secrets.txt", "/etc/passwd", "a/../../starter_secrets.txt"])
def test_nothing_outside_the_root_is_read_or_written(workspace: Workspace, path: str) -> None:
    for use in (lambda: workspace.read(path), lambda: workspace.write(path, "x")):
        with pytest.raises(WorkspaceError, match="outside"):
            use()


def test_a_link_out_of_the_root_is_not_followed(workspace: Workspace) -> None:
    (workspace.root / "link").symlink_to(workspace.root.parent / "starter_secrets.txt")
    with pytest.raises(WorkspaceError, match="outside"):
        workspace.read("link")


def test_an_edit_replaces_one_unique_piece_and_can_be_undone(workspace: Workspace) -> None:
    change = workspace.replace("train.py", "y = 2", "y = 3")
    assert workspace.read("train.py") == "x = 1\ny = 3\n"
    assert "-y = 2" in workspace.diff(change)
    workspace.undo("train.py")
    assert workspace.read("train.py") == "x = 1\ny = 2\n"


@pytest.mark.parametrize(
    ("old", "said"), [("= ", "occurs 2 times"), ("z", "does not occur"), ("", "does not occur")]
)
def test_an_ambiguous_edit_is_refused(workspace: Workspace, old: str, said: str) -> None:
    with pytest.raises(WorkspaceError, match=said):
        workspace.replace("train.py", old, "new")


def test_every_overwrite_leaves_a_checkpoint_on_disk(workspace: Workspace) -> None:
    workspace.write("train.py", "first")
    workspace.write("train.py", "second")
    kept = sorted((workspace.root / ".rca" / "checkpoints").iterdir())
    assert [file.read_text() for file in kept] == ["x = 1\ny = 2\n", "first"]
    assert workspace.files() == ("train.py",)


def test_a_new_file_is_undone_by_its_removal(workspace: Workspace) -> None:
    workspace.write("new/helper.py", "pass")
    assert workspace.files() == ("train.py", "new/helper.py")
    workspace.undo("new/helper.py")
    assert workspace.files() == ("train.py",)
    with pytest.raises(WorkspaceError, match="has not been changed"):
        workspace.undo("new/helper.py")


def test_notebooks_and_binary_files_are_refused(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="cell by cell"):
        workspace.write("a.ipynb", "{}")
    (workspace.root / "data.bin").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WorkspaceError, match="not a text file"):
        workspace.read("data.bin")


def test_a_missing_file_suggests_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match=r"Nearest: train\.py"):
        workspace.read("tran.py")


def test_a_missing_root_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="No such folder"):
        Workspace(tmp_path / "nowhere")


def test_lines_are_replaced_by_number_and_can_be_deleted(workspace: Workspace) -> None:
    workspace.replace_lines("train.py", 2, 2, "y = 3\nz = 4", expected_first_line="y = 2")
    assert workspace.read("train.py") == "x = 1\ny = 3\nz = 4\n"
    workspace.replace_lines("train.py", 1, 2, "")
    assert workspace.read("train.py") == "z = 4\n"


def test_the_last_line_keeps_having_no_newline(workspace: Workspace) -> None:
    workspace.write("train.py", "x = 1\ny = 2")
    workspace.replace_lines("train.py", 2, 2, "y = 3")
    assert workspace.read("train.py") == "x = 1\ny = 3"


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (2, 3), (3, 3)])
def test_lines_that_there_are_not_are_refused(workspace: Workspace, first: int, last: int) -> None:
    with pytest.raises(WorkspaceError, match="has 2 lines"):
        workspace.replace_lines("train.py", first, last, "new")


def test_lines_that_have_moved_are_refused(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match=r"Line 1 of 'train\.py' is 'x = 1', not 'y = 2'"):
        workspace.replace_lines("train.py", 1, 1, "new", expected_first_line="y = 2")
    assert workspace.changes == []


def test_appended_text_begins_on_a_line_of_its_own(workspace: Workspace) -> None:
    workspace.write("notes.txt", "one")
    workspace.append("notes.txt", "two\n")
    workspace.append("notes.txt", "three\n")
    workspace.append("new.txt", "first\n")
    assert workspace.read("notes.txt") == "one\ntwo\nthree\n"
    assert workspace.read("new.txt") == "first\n"


def test_a_copy_overwrites_nothing_and_is_undone(workspace: Workspace) -> None:
    workspace.copy("train.py", "deep/variant.py")
    assert workspace.read("deep/variant.py") == workspace.read("train.py")
    with pytest.raises(WorkspaceError, match="exists already"):
        workspace.copy("train.py", "deep/variant.py")
    workspace.undo("deep/variant.py")
    assert workspace.files() == ("train.py",)


def test_the_session_diff_goes_back_to_the_first_state(workspace: Workspace) -> None:
    workspace.replace("train.py", "y = 2", "y = 3")
    workspace.replace("./train.py", "y = 3", "y = 4")
    diff = workspace.diff(workspace.since_start("train.py"))
    assert "-y = 2" in diff
    assert "+y = 4" in diff
    assert "y = 3" not in diff
    assert workspace.changed() == ("train.py",)
    with pytest.raises(WorkspaceError, match=r"Changed files: train\.py"):
        workspace.since_start("other.py")


def test_one_file_under_two_spellings_is_undone_as_one(workspace: Workspace) -> None:
    workspace.write("train.py", "first")
    workspace.write("sub/../train.py", "second")
    workspace.undo("./train.py")
    assert workspace.read("train.py") == "first"


@pytest.mark.parametrize("path", [".git/hooks/pre-commit", ".rca/checkpoints/0001-x", "a/.git/config"])
def test_nothing_is_written_into_hidden_folders(workspace: Workspace, path: str) -> None:
    with pytest.raises(WorkspaceError, match="hidden folder"):
        workspace.write(path, "x")


def test_lines_that_end_in_cr_lf_keep_their_ends(workspace: Workspace) -> None:
    file = workspace.root / "dos.py"
    file.write_bytes(b"x = 1\r\ny = 2\r\n")
    workspace.replace("dos.py", "x = 1\ny", "x = 3\ny")
    assert file.read_bytes() == b"x = 3\r\ny = 2\r\n"
    workspace.undo("dos.py")
    assert file.read_bytes() == b"x = 1\r\ny = 2\r\n"


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "\ud800.py", "ring"])
def test_a_path_that_no_system_takes_is_refused(workspace: Workspace, path: str) -> None:
    (workspace.root / "ring").symlink_to(workspace.root / "ring")
    for use in (lambda: workspace.read(path), lambda: workspace.write(path, "x")):
        with pytest.raises(WorkspaceError):
            use()


def test_half_a_character_is_not_written(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="half a character"):
        workspace.write("train.py", "x = '\ud800'")
    assert workspace.read("train.py") == "x = 1\ny = 2\n"


def test_checkpoints_are_neither_written_nor_removed_through_a_link(workspace: Workspace) -> None:
    elsewhere = workspace.root.parent / "elsewhere"
    (elsewhere / "checkpoints").mkdir(parents=True)
    (workspace.root / ".rca").symlink_to(elsewhere)
    with pytest.raises(WorkspaceError, match="is a link"):
        workspace.write("train.py", "new")
    assert list((elsewhere / "checkpoints").iterdir()) == []
    assert workspace.read("train.py") == "x = 1\ny = 2\n"


def test_only_checkpoints_of_ours_make_room(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rca_kernel.workspace.writing.CHECKPOINTS", 2)
    folder = workspace.root / ".rca" / "checkpoints"
    folder.mkdir(parents=True)
    (folder / "000-notes").write_text("mine")
    for text in "abcd":
        workspace.write("train.py", text)
    kept = sorted(file.name for file in folder.iterdir())
    assert kept == ["000-notes", "000003-train.py", "000004-train.py"]


@pytest.mark.parametrize("path", [".git/hooks/pre-commit", ".GIT/config", "a.IPYNB", "../x", "a/../train.py"])
def test_a_journal_that_anybody_may_have_made_reaches_no_hidden_file(workspace: Workspace, path: str) -> None:
    workspace.keep_in(Journal([FileChange("1", path, "evil", "x"), FileChange("1", "train.py", "old", "x")]))
    assert workspace.changed() == ("train.py",)
    if path != "a/../train.py":
        with pytest.raises(WorkspaceError):
            workspace.put_back(path, "evil")
