# ruff: noqa: E501
"""What a module made of a notebook's cells holds at import."""

from __future__ import annotations

from typing import Any

from rca_kernel.app.modules import divided, main_block
from rca_kernel.notebook import Cell

CELLS = [
    "import numpy as np\nimport matplotlib.pyplot as plt",
    "# twice\nRATE = 0.1\n\n\ndef double(x):\n    return 2 * x * scale()\n\n\nprint(double(2))",
    "def scale():\n    return table[0]\n\n\ntable = list(range(1, 9))\nhistory = [double(k) for k in range(9)]",
    'def plot_double():\n    """Two\n  lines."""\n    plt.plot(double(1))\n    plt.show()\n\n\nplot_double()',
    "if RATE > 1:\n    RATE = 1\nfor k in range(3):\n    double(k)",
]


def cells(*sources: str) -> list[Cell]:
    return [Cell(str(number), "code", source) for number, source in enumerate(sources)]


def test_definitions_stay_and_demonstrations_run_as_a_script() -> None:
    found = divided(cells(*CELLS), cells("assert double(2) == 4"))
    module = "\n\n".join(found.definitions)
    space: dict[str, Any] = {"__name__": "method"}
    exec(module, space)
    assert space["double"](3) == 6
    assert "# twice\nRATE = 0.1" in module
    assert "RATE = 1\n" in module + "\n"
    assert {"plt", "plot_double", "history", "k"}.isdisjoint(space)
    script = main_block(found.trials)
    assert script.startswith('if __name__ == "__main__":\n    import matplotlib.pyplot as plt')
    assert "    print(double(2))" in script
    assert '"""Two\n  lines."""' in script
    assert script.index("history") < script.index("plot_double()") < script.index("for k in range(3)")
    compile(f"{module}\n{script}", "method", "exec")


def test_what_a_check_needs_is_there() -> None:
    found = divided(cells(*CELLS[1:3]), cells("assert len(history) == 9"))
    assert "history" in found.definitions[1]
    assert "print" not in "".join(found.definitions)


def test_cells_that_are_no_python_stay_whole() -> None:
    assert divided(cells("def broken(:"), []).definitions == ("def broken(:",)
    assert main_block(" \n") == ""


def test_what_a_later_cell_says_again_stands_once() -> None:
    head = "import numpy as np\n\n\ndef check(f):\n    return np.isfinite(f)\n\n\n"
    found = divided(cells(f"{head}A = 1", f"{head}B = 2"), [])
    assert [text.strip("\n") for text in found.definitions] == [f"{head}A = 1", "B = 2"]
    other = head.replace("isfinite", "isnan")
    found = divided(cells(f"{head}A = 1", f"{other}B = 2", f"{head}C = 3"), [])
    assert [text.count("def check") for text in found.definitions] == [1, 1, 1]
    assert "".join(found.definitions).count("import numpy") == 1
