"""Archives of a paper's source: found, read, and never trusted."""

from __future__ import annotations

import bz2
import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rca_kernel.adapters.readers import archives
from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.errors import PaperError
from tests.readers.refusing import refused

MAIN = (
    "\\documentclass{article}\\begin{document}\\section{One}\\label{s} See \\ref{s}."
    "\\input{parts/two}\\end{document}"
)
FILES = {"main.tex": MAIN, "parts/two.tex": "\\section{Two} More.", "figure.png": "\x89PNG"}


def tar_of(files: dict[str, str], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()


def zip_of(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zip_of(FILES)),
        ("a.tar.gz", tar_of(FILES)),
        ("a.tgz", tar_of(FILES)),
        ("a.tar", tar_of(FILES, "w")),
        ("a.tar.bz2", tar_of(FILES, "w:bz2")),
        ("a.tar.xz", tar_of(FILES, "w:xz")),
        ("2504.20117", tar_of(FILES)),
        ("deep.zip", zip_of({f"top/inner/{name}": text for name, text in FILES.items()})),
    ],
)
def test_an_archive_is_read_by_its_main_file(tmp_path: Path, name: str, data: bytes) -> None:
    found = read_paper(written(tmp_path, name, data))
    assert [(section.number, section.title) for section in found.sections] == [("1", "One"), ("2", "Two")]
    assert found.health.lost == 0
    assert found.health.resolved == 1


@pytest.mark.parametrize("press", [gzip.compress, bz2.compress])
def test_a_single_compressed_file_is_the_paper(tmp_path: Path, press: object) -> None:
    assert callable(press)
    source = MAIN.replace("\\input{parts/two}", "").encode()
    assert read_paper(written(tmp_path, "paper.gz", press(source))).sections[0].title == "One"


def test_other_formats_are_found_in_an_archive(tmp_path: Path) -> None:
    found = read_paper(written(tmp_path, "a.zip", zip_of({"x/readme.md": "# T\n\n## 1 Alpha\n\nWords.\n"})))
    assert found.format == "markdown"
    page = gzip.compress(b"<!DOCTYPE html><html><h2>1 Alpha</h2><p>Words</p></html>")
    assert read_paper(written(tmp_path, "page.gz", page)).format == "html"


@pytest.mark.parametrize(
    ("files", "main"),
    [
        (
            {"a.tex": MAIN.replace("\\input{parts/two}", "x" * 500), "z.tex": MAIN, "parts/two.tex": " "},
            "z.tex",
        ),
        ({"z.tex": MAIN, "parts/two.tex": MAIN.replace("\\input{parts/two}", "")}, "z.tex"),
        ({"notes.tex": "no class", "paper.tex": MAIN, "supplement.tex": MAIN + "x" * 99}, "paper.tex"),
        ({"% note.tex": "% \\documentclass", "only.tex": MAIN}, "only.tex"),
    ],
)
def test_the_main_file_is_the_document_that_inputs_others(
    tmp_path: Path, files: dict[str, str], main: str
) -> None:
    assert read_paper(written(tmp_path, "a.zip", zip_of(files))).file == main


@pytest.mark.parametrize(
    "name", ["../evil.tex", "a/../../evil.tex", "/evil.tex", "..\\evil.tex", "C:/evil.tex"]
)
@pytest.mark.parametrize("pack", [tar_of, zip_of])
def test_a_member_outside_the_folder_is_refused(tmp_path: Path, name: str, pack: object) -> None:
    assert callable(pack)
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(PaperError, match="outside its folder") as caught:
        read_paper(written(inner, "a.bin", pack({"main.tex": MAIN, name: "evil"})))
    assert caught.value.hint
    assert list(tmp_path.rglob("evil*")) == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_of_a_tar_are_left_and_said(tmp_path: Path, kind: bytes) -> None:
    (tmp_path / "secret.tex").write_text("secret words", encoding="utf-8")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        link = tarfile.TarInfo("parts/two.tex")
        link.type = kind
        link.linkname = str(tmp_path / "secret.tex")
        archive.addfile(link)
        entry = tarfile.TarInfo("main.tex")
        entry.size = len(MAIN)
        archive.addfile(entry, io.BytesIO(MAIN.encode()))
    found = read_paper(written(tmp_path, "a.tar.gz", out.getvalue()))
    assert "secret" not in " ".join(section.text for section in found.sections)
    assert found.health.losses[0].what == "member parts/two.tex"
    assert "link" in found.health.losses[0].why


def test_a_link_in_a_zip_is_left_and_said(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("parts/two.tex")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, str(tmp_path / "secret.tex"))
        archive.writestr("main.tex", MAIN)
    found = read_paper(written(tmp_path, "a.zip", out.getvalue()))
    assert found.health.losses[0].what == "member parts/two.tex"


@pytest.mark.parametrize("pack", [tar_of, zip_of])
def test_a_bomb_is_refused_by_its_size(tmp_path: Path, pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(pack)
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1 << 20)
    data = pack({"main.tex": MAIN, "big.tex": "x" * (3 << 20)})
    with pytest.raises(PaperError, match="zip bomb"):
        read_paper(written(tmp_path, "a.bin", data))


@pytest.mark.parametrize("name", ["big.tex", "big.png"])
def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "RATIO_FROM", 1 << 20)
    data = tar_of({name: "x" * (3 << 20), "main.tex": MAIN})
    assert len(data) * archives.MAX_RATIO < 3 << 20
    with pytest.raises(PaperError, match="zip bomb"):
        read_paper(written(tmp_path, "a.tar.gz", data))


def test_a_single_file_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(PaperError, match="zip bomb"):
        read_paper(written(tmp_path, "a.gz", gzip.compress(b"x" * (3 << 20))))


def test_too_many_members_arerefused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 10)
    files = {f"f{number}.tex": MAIN for number in range(11)}
    for name, data in (("a.zip", zip_of(files)), ("a.tar.gz", tar_of(files))):
        with pytest.raises(PaperError, match="more than 10 files"):
            read_paper(written(tmp_path, name, data))


@pytest.mark.parametrize("cut", [30, 100, 200])
@pytest.mark.parametrize("pack", [tar_of, zip_of])
def test_a_truncated_archive_is_said_to_be_damaged(tmp_path: Path, pack: object, cut: int) -> None:
    assert callable(pack)
    with pytest.raises(PaperError, match="damaged"):
        read_paper(written(tmp_path, "a.bin", pack(FILES)[:cut]))


def test_a_zip_pressed_in_an_unknown_way_is_refused(tmp_path: Path) -> None:
    data = bytearray(zip_of({"main.tex": MAIN}))
    for header, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        method = data.index(header) + at
        data[method : method + 2] = (97).to_bytes(2, "little")
    with pytest.raises(PaperError, match=r"not an archive that can be read \(.*compression"):
        read_paper(written(tmp_path, "a.zip", bytes(data)))


def test_an_archive_without_a_paper_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="holds no paper") as caught:
        read_paper(written(tmp_path, "a.zip", zip_of({"data.csv": "1,2"})))
    assert "TeX Source" in caught.value.hint


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), pack=st.sampled_from([tar_of, zip_of]))
def test_a_mutilated_archive_raises_nothing_but_our_errors(
    tmp_path: Path, data: st.DataObject, pack: object
) -> None:
    assert callable(pack)
    source = bytearray(pack(FILES))
    for _ in range(data.draw(st.integers(1, 5))):
        source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
    path = written(tmp_path, "a.bin", bytes(source))
    assert refused(path) or read_paper(path).digest
