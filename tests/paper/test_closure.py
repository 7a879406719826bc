"""The passage: what a target leans on, the values and meanings that the paper states."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Paper
from rca_kernel.paper.hyperparameters import hyperparameters
from rca_kernel.paper.symbols import canonical, symbols

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"


def paper(folder: Path, body: str) -> Paper:
    path = folder / "p.tex"
    path.write_text(f"\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}", encoding="utf-8")
    return read_latex(path)


def test_symbols_have_one_spelling() -> None:
    assert canonical(r"\beta_{1}") == canonical(r"\beta_1") == r"\beta_1"
    assert canonical(r"\hat m_t") == r"\hat{m}_t"
    assert {r"\alpha_{\min}", r"\hat{v}_t", "T_w", r"\beta_1"} <= symbols(
        r"\alpha_{\min} + \sqrt{\hat{v}_t} \frac{t}{T_w} \beta_1^t"
    )


def test_a_symbol_with_a_word_below_it_is_known_in_formulas(tmp_path: Path) -> None:
    assert symbols(r"p_{\text{base}} \cdot p_\text{max} + \text{if } x") >= {
        r"p_{\text{base}}", r"p_{\text{max}}", "x",
    }  # fmt: skip
    body = (
        r"\section{M} Take $p_{\text{base}} x$. Min-$p$ is a filter. \section{E} We set "
        r"$p_\text{base} = 0.05$."
    )
    found = passage_of(paper(tmp_path, body), "1")
    assert [(one.symbol, one.number) for one in found.hyperparameters] == [(r"p_{\text{base}}", 0.05)]
    assert found.notation == ()


def test_worded_values_are_in_a_passage_that_speaks_of_them(tmp_path: Path) -> None:
    body = (
        r"\section{M} The batch size matters. \section{N} Nothing. \section{E} We use a batch size of 64 "
        r"and a weight decay of 0.1."
    )
    read = paper(tmp_path, body)
    names = {target: [one.name for one in passage_of(read, target).hyperparameters] for target in "123"}
    assert names == {"1": ["batch size"], "2": [], "3": ["batch size", "weight decay"]}


def test_two_values_for_one_symbol_are_kept_with_a_warning(tmp_path: Path) -> None:
    body = (
        r"\section{M} Take $x - \alpha y$. \section{E} We use $\alpha = 0.1$. \section{F} "
        r"We use $\alpha = 0.01$."
    )
    found = passage_of(paper(tmp_path, body), "1")
    assert [entry.number for entry in found.hyperparameters] == [0.1, 0.01]
    assert found.warnings == (
        r"$\alpha$ is stated with different values: 0.1 (Section 2), 0.01 (Section 3).",
    )


def test_what_the_target_says_in_words_is_not_said_by_another_section(tmp_path: Path) -> None:
    body = r"\section{A} The batch size is 64. \section{B} A batch size of 128. \section{C} The batch size."
    read = paper(tmp_path, body)
    assert [one.number for one in passage_of(read, "1").hyperparameters] == [64.0]
    assert [one.number for one in passage_of(read, "3").hyperparameters] == [64.0, 128.0]


def test_values_of_symbols_that_the_passage_does_not_use_stay_out(tmp_path: Path) -> None:
    body = r"\section{M} Take $x$. \section{E} We use $\alpha = 0.1$."
    assert passage_of(paper(tmp_path, body), "1").hyperparameters == ()


def test_a_value_points_at_its_source(tmp_path: Path) -> None:
    found = paper(tmp_path, "\\section{A}\nFirst. % gone\nThen we use $\\alpha = 0.1$ here.")
    span = hyperparameters(found)[0].span
    assert (tmp_path / "p.tex").read_text(encoding="utf-8")[span.start : span.end] == "$\\alpha = 0.1$"


def test_references_are_followed_with_reason_and_distance(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{equation}g=1\label{g}\end{equation}"
        r"\section{B} By \eqref{g} and Algorithm~\ref{alg}. \begin{equation}u = q + 1\end{equation}"
        r"\section{C}\begin{equation}q = h(2)\end{equation}\begin{equation}h(x) = x^2\end{equation}"
        r"\begin{algorithm}\caption{X}\label{alg}\begin{algorithmic}\State see \eqref{deep}"
        r"\end{algorithmic}\end{algorithm}"
        r"\section{D}\begin{equation}w=4\label{deep}\end{equation}"
    )
    found = passage_of(paper(tmp_path, body), "2")
    leaned = {entry.item.id: (entry.why, entry.distance) for entry in found.leaned}
    assert leaned == {
        "equation-1": ("Section 2 refers to it", 1),
        "algorithm-1": ("Section 2 refers to it", 1),
        "equation-3": ("defines $q$, which Eq. (2) uses", 1),
        "equation-4": ("defines $h$, which Eq. (3) uses", 2),
        "equation-5": ("Algorithm 1 refers to it", 2),
    }


def test_an_algorithm_leans_on_the_section_around_it(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{algorithm}\caption{X}\begin{algorithmic}\Require rate $\eta$; size "
        r"$n \in \mathbb{N}$"
        r"\State $x$\end{algorithmic}\end{algorithm}"
    )
    found = passage_of(paper(tmp_path, body), "Algorithm 1")
    assert [entry.item.id for entry in found.leaned] == ["section-1"]
    assert [(entry.symbol, entry.meaning, entry.shape) for entry in found.notation] == [
        (r"\eta", "rate", ""),
        ("n", "size", r"\mathbb{N}"),
    ]


def test_meanings_are_read_where_the_paper_says_them(tmp_path: Path) -> None:
    body = (
        r"\section{A} Let $\theta \in \mathbb{R}^d$ be the vector of parameters and let $f(x)$ be its loss. "
        r"Here $x$ is the input, where $g_t$ denotes the gradient. With step size $\alpha > 0$ we go."
    )
    found = {
        entry.symbol: (entry.meaning, entry.shape)
        for entry in passage_of(paper(tmp_path, body), "1").notation
    }
    assert found[r"\theta"] == ("the vector of parameters", r"\mathbb{R}^d")
    assert found["f"] == ("its loss", "")
    assert found["x"] == ("the input", "")
    assert found["g_t"] == ("the gradient", "")
    assert found[r"\alpha"] == ("step size", "> 0")


def test_mathematics_lost_inside_the_passage_is_a_warning(tmp_path: Path) -> None:
    body = "\\section{A} an $x open\n\nnext \\section{B} fine"
    found = paper(tmp_path, body)
    assert any("Lost in this passage: mathematics" in warning for warning in passage_of(found, "1").warnings)
    assert passage_of(found, "2").warnings == ()


def test_the_sample_optimizer_has_all_its_values() -> None:
    found = passage_of(read_latex(SAMPLES / "adaptive-moments.tex"), "Section 3.2")
    assert [entry.number for entry in found.equations()] == ["6", "7", "8", "9", "10"]
    assert [entry.number for entry in found.algorithms()] == ["1"]
    values = {entry.symbol: entry.number for entry in found.hyperparameters}
    assert values == {
        r"\alpha": 0.001, r"\beta_1": 0.9, r"\beta_2": 0.999, r"\epsilon": 1e-8, r"\lambda": 0.01,
        "T": 600.0, "B": 64.0,
    }  # fmt: skip
    assert found.warnings == ()
