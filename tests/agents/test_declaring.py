"""What a worker is shown of earlier cells and of the starter: no signature is ever cut."""

from __future__ import annotations

from rca_kernel.agents.declaring import declared_text, is_check, starter_outline
from rca_kernel.notebook import Cell, CellNote, StreamOutput
from rca_kernel.workspace import Workspace


def cell(id: str, source: str, printed: str = "") -> Cell:
    outputs = (StreamOutput("stdout", printed),) if printed else ()
    return Cell(id, "code", source, note=CellNote("1"), outputs=outputs)


CODE = "LIMIT = 3\n\ndef scaled(x: float, factor: float = 2.0) -> float:\n    return x * factor"
CHECK = """h = 0.0001
batch = [1.0, 2.0]

def by_hand(x):
    return x + x

assert scaled(1.0) == by_hand(1.0)
print("doubled")"""


def test_of_a_check_functions_and_what_later_cells_use_are_told() -> None:
    cells = (cell("a", CODE), cell("b", CHECK, "doubled"), cell("c", "total = sum(batch)"))
    text = declared_text(cells, ())
    assert "[a] LIMIT = 3" in text
    assert "[b] a check with helpers of its own (by_hand), which printed: doubled" in text
    assert "batch = [1.0, 2.0]" in text
    assert "def by_hand" not in text
    assert "h = 0.0001" not in text


def test_a_helper_that_a_later_cell_uses_and_code_that_checks_itself_are_told() -> None:
    used = declared_text((cell("a", CODE), cell("b", CHECK), cell("c", "by_hand(2)")), ())
    assert "def by_hand(x):" in used
    alone = declared_text(
        (cell("a", CODE), cell("b", "def half(x):\n    return x / 2\nassert half(2) == 1")), ()
    )
    assert "def half(x):" in alone
    of_a_file = "from pacing import scaled\n\n" + CHECK
    assert "def by_hand" not in declared_text((cell("b", of_a_file),), ())


def test_where_room_is_scarce_every_signature_stays_whole() -> None:
    names = [f"function_with_a_long_name_{n}" for n in range(60)]
    cells = tuple(
        cell(
            f"c{n}", f"def {name}(first: float, second: float = {n}.5) -> float:\n    return first", "x" * 190
        )
        for n, name in enumerate(names)
    )
    text = declared_text(cells, (), limit=6000)
    for n, name in enumerate(names):
        assert f"def {name}(first: float, second: float={n}.5) -> float:" in text
    assert text.count("--- output") < 60
    assert "left out" not in text


def test_a_function_that_raises_makes_no_check_of_its_cell() -> None:
    assert is_check(CHECK)
    assert not is_check("def f(x):\n    assert x > 0\n    return x")
    assert not is_check("not python (")


def test_the_starters_outline_ends_at_a_line_end(workspace: Workspace) -> None:
    workspace.write("train.py", "\n".join(f"def f{n}(x, y):\n    return x + {n}" for n in range(150)))
    whole = starter_outline(workspace, 5000)
    assert whole.startswith("=== train.py\ndef f0(x, y):")
    lines = starter_outline(workspace, 100).splitlines()
    assert lines[-1] == "… (more: read_file shows it)"
    assert all(line.endswith("(x, y):") for line in lines[1:-1])


def test_the_starters_short_files_are_shown_whole_as_far_as_there_is_room(workspace: Workspace) -> None:
    workspace.write("train.py", "def fit(x):\n    return x\n" * 200)
    workspace.write("README.md", "train.py fits.\n")
    workspace.write("config.py", "RATE = 0.1\nif RATE:\n    FAST = True\n")
    workspace.write("data.csv", "1,2\n")
    workspace.write("conf/secrets.toml", "pass = 1\n")
    workspace.write("api_keys.yaml", "mine: abc\n")
    text = starter_outline(workspace, 5000)
    assert "=== README.md (whole)\ntrain.py fits." in text
    assert "=== config.py (whole)\nRATE = 0.1\nif RATE:\n    FAST = True" in text
    assert "=== train.py\ndef fit(x):\n" in text
    assert "return x" not in text
    assert "data.csv" not in text
    assert "abc" not in text
    assert "pass = 1" not in text
    assert text.index("=== config.py") < text.index("=== train.py")
    assert "FAST" not in starter_outline(workspace, 60)
