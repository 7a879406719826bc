"""Figures of functions of one varying argument, and of an optimizer at work."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from rca_kernel.agents import formal_plots
from rca_kernel.agents.formal_compile import Compiled, compiled
from rca_kernel.agents.formal_plan import work_of
from rca_kernel.agents.formal_plots import plot_of, plots_of
from rca_kernel.app.papers import load_paper, target_of
from rca_kernel.contract import contract_of
from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.passage import Passage

SPAN = Span("a.tex", 0, 1)
PAPERS = Path(__file__).resolve().parents[2] / "notebooks" / "papers"


def passage(text: str, latex: str) -> Passage:
    section = Section("s", "3", "Method", 1, SPAN, text=text)
    return Passage("3", "Method", "A paper", "a.tex", (section,), (Equation("eq-1", "1", latex, "s", SPAN),))


def plotted(passage: Passage) -> str:
    (one,) = (one for one in compiled(passage, contract_of(passage)) if isinstance(one, Compiled))
    cell = plot_of(passage, one)
    return cell.source if cell is not None else ""


def test_a_loss_over_its_stated_range() -> None:
    source = plotted(passage(r"the probability $p_t \in (0, 1]$", r"L = -\log p_t"))
    assert "np.linspace(0.00332226, 1, 301)" in source
    assert 'axes.set(xlabel=r"$p_t$", ylabel=r"$L$")' in source


def test_an_activation_around_zero() -> None:
    assert "np.linspace(-4, 4, 301)" in plotted(passage("", r"s = \frac{1}{1 + \exp(-x)}"))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("", r"y = 2 x"),
        ("", r"y = \log x"),
        (r"$x \in (0, 1)$", r"y = x z"),
        (r"$x \in (0, 1)$", r"y \sim \mathcal{N}(x, 1)"),
        (r"$x \in (0, 1)$", r"y = x - x + 3 \max(1, x)"),
    ],
    ids=["a line", "not finite", "two arguments", "a draw", "constant there"],
)
def test_no_figure_where_no_curve_is_evident(text: str, latex: str) -> None:
    assert plotted(passage(text, latex)) == ""


def test_what_matplotlib_cannot_draw_is_labelled_by_its_python_name() -> None:
    source = plotted(passage(r"$x \in (0, 1)$", r"\boldsymbol{f} = x^2"))
    assert 'xlabel=r"$x$", ylabel="' in source


def test_schedules_are_drawn_over_the_steps_that_the_paper_states(tmp_path: Path) -> None:
    path = PAPERS / "paced-batching.tex"
    chosen = target_of(load_paper(path), path, "Section 3", tmp_path).passage
    found = [one for one in compiled(chosen, contract_of(chosen)) if isinstance(one, Compiled)]
    drawn = {one.translation.function_name: plot_of(chosen, one) for one in found}
    schedules = {name: cell.source for name, cell in drawn.items() if cell is not None}
    assert set(schedules) == {"g_lin", "g_root", "g_exp"}
    assert all("places = np.arange(1, 1501)" in source for source in schedules.values())


def test_without_matplotlib_there_are_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formal_plots, "can_plot", lambda: False)
    work = work_of(passage("", r"s = \tanh(x) \exp(-x)"))
    assert not any("plt" in cell.source for part in work.parts for p in part.pieces for cell in p.planned)


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="Matplotlib is not installed")
@pytest.mark.parametrize(
    ("paper", "section"), [("adaptive-moments.tex", "Section 3"), ("paced-batching.tex", "Section 3")]
)
def test_figures_are_drawn(paper: str, section: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    import matplotlib.pyplot as plt

    shown: list[Any] = []
    monkeypatch.setattr(
        plt, "show", lambda: shown.append([len(line.get_xdata()) for line in plt.gca().lines])
    )
    path = PAPERS / paper
    chosen = target_of(load_paper(path), path, section, tmp_path).passage
    space: dict[str, Any] = {}
    for part in work_of(chosen).parts:
        for piece in part.pieces:
            for cell in piece.planned:
                if cell.cell_type == "code":
                    exec(cell.source, space)
    plt.close("all")
    assert shown == {"adaptive-moments.tex": [[600], [601]], "paced-batching.tex": [[1500]] * 3}[paper]
    found = [one for one in compiled(chosen, contract_of(chosen)) if isinstance(one, Compiled)]
    assert len(plots_of(chosen, found)) == len(shown)
