"""What is typed behind `%rca`: words, completion at every place of the cursor, and errors that suggest."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.ipython.commands import parse_cell, parse_line
from rca_kernel.adapters.ipython.completion import complete
from rca_kernel.adapters.ipython.helping import help_text
from rca_kernel.adapters.ipython.typed import split, typed_in
from rca_kernel.errors import ConfigError


class Names:
    def targets(self) -> list[str]:
        return [
            "Section 3",
            "Section 3.2",
            "Algorithm 1",
            "Update rule",
            'The "why" of it',
            r"On $\beta$",
            "Eq. (7)",
        ]

    def steps(self) -> list[str]:
        return ["1", "1.1"]

    def cells(self) -> list[str]:
        return ["rca-1"]

    def requirements(self) -> list[str]:
        return [r"value:\eps"]

    def models(self) -> list[str]:
        return ["formal", "openai/x"]

    def settings(self) -> list[str]:
        return ["model", "max_cost", "mode"]


def completed(line: str, after: str = "") -> list[str]:
    """The lines that completion makes of `line`."""
    typed = typed_in(line)
    assert typed is not None
    start = line[: len(line) - len(typed.fragment)]
    return [start + text for text in complete(Names(), typed, after)]


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("%rca sta", ["%rca status"]),
        ("x = %rca sta", ["x = %rca status"]),
        ("y = 1\n  %rca sta", ["y = 1\n  %rca status"]),
        ("%%rca imp", ["%%rca implement"]),
        ("%rca implement sec", ['%rca implement "Section 3"', '%rca implement "Section 3.2"']),
        ('%rca implement "Section 3.', ['%rca implement "Section 3.2"']),
        ("%rca implement 'Upd", ["%rca implement 'Update rule'"]),
        ("%rca implement rule", ['%rca implement "Update rule"']),
        ("%rca implement 3.2", ['%rca implement "Section 3.2"']),
        ("%rca implement the", ["%rca implement 'The \"why\" of it'"]),
        ('%rca implement "the', ['%rca implement "The \\"why\\" of it"']),
        ("%rca implement on", [r'%rca implement "On $\\beta$"']),
        ("%rca implement eq", ['%rca implement "Eq. (7)"']),
        ("%%rca implement alg", ['%%rca implement "Algorithm 1"']),
        ("%rca implement x --mod", ["%rca implement x --model", "%rca implement x --mode"]),
        ("%rca implement --model openai/", ["%rca implement --model openai/x"]),
        ("%rca implement --model=f", ["%rca implement --model=formal"]),
        ("%rca resume --role coder=o", ["%rca resume --role coder=openai/x"]),
        ("%rca resume --role cod", ["%rca resume --role coder="]),
        ("%rca implement --note some --mode au", ["%rca implement --note some --mode auto"]),
        ("%rca plan skip 1.", ["%rca plan skip 1.1"]),
        ("%rca plan add x --after 1", ["%rca plan add x --after 1", "%rca plan add x --after 1.1"]),
        ("%rca config mo", ["%rca config model=", "%rca config mode="]),
        ("%rca config mode=a", ["%rca config mode=approve", "%rca config mode=auto"]),
        ("%rca config model=d", ["%rca config model=default"]),
        ("%rca ask val", [r'%rca ask "value:\\eps"']),
        ("%rca help plan re", ["%rca help plan rename", "%rca help plan retry"]),
        ("%rca rerun r", ["%rca rerun rca-1"]),
        ("%%rca --model f", ["%%rca --model formal"]),
        ("%rca status ", []),
        ("%rca nosuch x", []),
        ("%rca implement x --max-cost ", []),
    ],
)
def test_a_word_is_completed_where_it_stands(line: str, made: list[str]) -> None:
    assert completed(line) == made


def test_what_is_completed_reads_back_as_the_same_word() -> None:
    for line in completed("%rca implement "):
        assert parse_line(line.removeprefix("%rca ")).target[0] in Names().targets()


def test_a_quotation_mark_that_the_editor_closed_is_not_closed_twice() -> None:
    assert completed('%rca implement "Upd', '"') == ['%rca implement "Update rule']


def test_files_with_spaces_are_quoted_and_folders_stay_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my code").mkdir()
    (tmp_path / "my code" / "a.py").touch()
    (tmp_path / "my [paper].tex").touch()
    (tmp_path / "plain.tex").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert completed("%rca paper my") == ['%rca paper "my [paper].tex"', '%rca paper "my code/']
    assert completed('%rca paper "my c') == ['%rca paper "my code/']
    assert completed('%rca paper "my code/') == ['%rca paper "my code/a.py"']
    assert completed("%rca paper ~/pl") == ["%rca paper ~/plain.tex"]
    assert completed("%rca paper plain.tex --code ") == ['%rca paper plain.tex --code "my code/']


@pytest.mark.parametrize("text", ["print('%rca ')\n", "x = 1", "%rcax ", "y\n%%rca im", "%rca a\nb"])
def test_elsewhere_python_completes(text: str) -> None:
    assert typed_in(text) is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (r"paper C:\papers\new.tex", ("paper", r"C:\papers\new.tex")),
        (r"log \beta", ("log", r"\beta")),
        (r"paper my\ paper.tex", ("paper", "my paper.tex")),
        (r'ask "what is \"eps\"?"', ("ask", 'what is "eps"?')),
        ("reject ''", ("reject", "")),
        ("a  'b'c\t\"d e\"", ("a", "bc", "d e")),
    ],
)
def test_words_are_split_as_in_a_shell_and_backslashes_stay(line: str, words: tuple[str, ...]) -> None:
    typed = split(line)
    assert (*typed.words, *([typed.value] if typed.fragment else [])) == words


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("impl x", "Did you mean %rca implement?"),
        ("implement", "%rca implement lacks its TARGET. For example: %rca implement"),
        ("implement x --max-tokens lots", "--max-tokens takes a whole number, not 'lots'."),
        ("implement x --mode autoo", "--mode is plan, approve or auto, not 'autoo'."),
        ("implement x --model", "a value belongs after --model"),
        ("wait soon", "takes a number of seconds, not 'soon'"),
        ("plan renme 1 x", "Did you mean %rca plan rename?"),
        ("plan rename", "lacks its STEP and its TITLE"),
        ("plan zzz", "There is: rename, goal"),
        ("log \"it's", "an apostrophe stands in double quotes"),
        ("status now", "%rca help status tells what it takes"),
        ("-x", "%rca has no command '-x'"),
    ],
)
def test_an_error_says_what_is_wrong_and_how_it_goes(line: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_line(line)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [("paper x.tex", "Write %rca paper … with one %"), ("--modl x", "Did you mean --model?")],
)
def test_a_cell_below_what_takes_none_is_explained(line: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse_cell(line)


def test_help_is_reached_by_every_habit() -> None:
    assert parse_line("--help").about == []
    assert parse_line("implement -h").about == ["implement"]
    assert parse_line("help plan rename").about == ["plan", "rename"]
    assert "%rca plan rename" in help_text("plan", "rename")
    assert "%rca plan move" in help_text("plan")
    assert 'example:\n  %rca ask "why eps=1e-8?"' in help_text("ask")
    everything = help_text()
    for name in ("paper", "implement", "ask", "export", "config"):
        assert f"\n  {name} " in everything
    with pytest.raises(ConfigError, match="Did you mean %rca help plan rename"):
        help_text("plan", "renam")


def test_a_file_with_spaces_needs_no_quotes() -> None:
    assert parse_line("paper my paper (v2).tex --code c").file == ["my", "paper", "(v2).tex"]
