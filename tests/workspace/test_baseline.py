"""What the starter declares, prints and did before it was changed."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from rca_kernel.errors import WorkspaceError
from rca_kernel.workspace import Workspace, baseline_of, metrics_in, outline, parsed, run_baseline


def test_an_outline_has_signatures_docstrings_and_calls() -> None:
    source = (
        "import os\nRATE = 0.1\ndef step(x: float, rate: float = RATE) -> float:\n"
        '    """One step.\n\n    More."""\n'
        "    return x - rate * slope(x)\nclass Model(Base):\n    def fit(self, data):\n        data.load()\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    assert outline(source).splitlines() == [
        "import os",
        "RATE = 0.1",
        'def step(x: float, rate: float=RATE) -> float:  """One step."""  → slope',
        "class Model(Base):",
        "    def fit(self, data):  → data.load",
        "if __name__ == '__main__':  → main",
    ]
    assert outline("def broken(") == ""
    deep = next(text for n in range(100, 5000, 20) if parsed(text := "x = 1" + "+1" * n) and _too_deep(text))
    assert outline(deep) == ""


def _too_deep(text: str) -> bool:
    try:
        ast.unparse(ast.parse(text))
    except RecursionError:
        return True
    return False


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("accuracy: 0.5\nAccuracy = 0.75", 0.75),
        ('{"accuracy": 1}', 1.0),
        ("epoch 3 accuracy 93.5 %", 0.935),
        ("test-accuracy: 1e-1", None),
        ("accuracy: nan", None),
        ("inaccuracy: 0.4", None),
        ("The accuracy is 0.93.", 0.93),
        ("accuracy: 0.9.3", None),
        ('{"accuracy": true}', None),
        ('{"accuracy": 1' + "0" * 400 + "}", None),
        ('{"a":' * 100_000, None),
    ],
)
def test_a_metric_is_the_last_number_printed_under_its_name(printed: str, value: float | None) -> None:
    found = metrics_in(printed, "accuracy")
    assert (found[-1].value if found else None) == value


@pytest.mark.parametrize("command", ["", "rm -rf x", "python", "python 'open"])
def test_only_a_python_script_is_a_baseline(command: str) -> None:
    with pytest.raises(WorkspaceError):
        baseline_of(command)


async def test_a_baseline_runs_on_the_files_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import sys, model\nprint('loss:', model.LOSS, sys.argv[1])\n")
    (tmp_path / "model.py").write_text("LOSS = 2\n")
    files = Workspace(tmp_path)
    files.write("model.py", "LOSS = 1\n")
    files.write("new.py", "")
    run = await run_baseline(files, baseline_of("python train.py -q"), timeout=60, python=sys.executable)
    assert run.output == "loss: 2 -q\n"
    assert (tmp_path / "model.py").read_text() == "LOSS = 1\n"


async def test_a_dangling_link_and_a_removed_folder_hinder_no_baseline(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path / "nowhere")
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "x.py").write_text("print('loss: 1')\n")
    files = Workspace(tmp_path)
    files.write("part/x.py", "print('loss: 2')\n")
    (tmp_path / "part" / "x.py").unlink()
    (tmp_path / "part").rmdir()
    run = await run_baseline(files, baseline_of("python part/x.py"), timeout=60, python=sys.executable)
    assert run.output == "loss: 1\n"
