"""The passage: what a target leans on, the values and meanings that the paper states."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Paper
from rca_kernel.paper.hyperparameters import hyperparameters
from rca_kernel.paper.numerals import number
from rca_kernel.paper.symbols import canonical, symbols

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"


def paper(folder: Path, body: str) -> Paper:
    path = folder / "p.tex"
    path.write_text(f"\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}", encoding="utf-8")
    return read_latex(path)


def stated(folder: Path, prose: str) -> list[tuple[str, str]]:
    return [
        (entry.symbol, entry.value) for entry in hyperparameters(paper(folder, f"\\section{{A}} {prose}"))
    ]


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0.9", 0.9), (".5", 0.5), ("10^{-8}", 1e-8), (r"1\times 10^{-3}", 1e-3), (r"3\cdot10^4", 3e4),
        ("1e-3", 1e-3),
        (r"5\text{e-}4", 5e-4), ("1{,}000", 1000.0), ("32,561", 32561.0), ("1/2", 0.5),
        (r"\frac{1}{4}", 0.25),
        (r"50\%", 0.5), ("-2", -2.0), ("2^{10}", 1024.0), ("1,2", None), ("x", None), ("", None),
        ("10^{999}", None),
    ],
)  # fmt: skip
def test_a_printed_number_has_its_value(printed: str, value: float | None) -> None:
    assert number(printed) == value


def test_symbols_have_one_spelling() -> None:
    assert canonical(r"\beta_{1}") == canonical(r"\beta_1") == r"\beta_1"
    assert canonical(r"\hat m_t") == r"\hat{m}_t"
    assert {r"\alpha_{\min}", r"\hat{v}_t", "T_w", r"\beta_1"} <= symbols(
        r"\alpha_{\min} + \sqrt{\hat{v}_t} \frac{t}{T_w} \beta_1^t"
    )


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        (r"We use $\beta_1 = 0.9$ and $\beta_2=0.999$.", [(r"\beta_1", "0.9"), (r"\beta_2", "0.999")]),
        (r"with $\beta_1 = 0.9, \beta_2=0.999$.", [(r"\beta_1", "0.9"), (r"\beta_2", "0.999")]),
        (r"We set $(\beta_1, \beta_2) = (0.9, 0.999)$.", [(r"\beta_1", "0.9"), (r"\beta_2", "0.999")]),
        (r"We set $\lambda = \gamma = 10^{-4}$.", [(r"\lambda", "10^{-4}"), (r"\gamma", "10^{-4}")]),
        (r"We set $\alpha$ to $0.001$.", [(r"\alpha", "0.001")]),
        (r"We set $\alpha$ to 0.001.", [(r"\alpha", "0.001")]),
        (r"A batch size $B$ of 64 is used.", [("B", "64")]),
        (r"a learning rate $\alpha=10^{-3}$", [(r"\alpha", "10^{-3}")]),
        (r"Training runs for $T = 600$ steps.", [("T", "600")]),
        (r"The threshold is $c = 1.0$.", [("c", "1.0")]),
        (r"We use $\epsilon = \num{1e-8}$.", [(r"\epsilon", "1e-8")]),
        (r"for $t = 1, \ldots, T$", []),
        (r"For $t = 1$ the corrections cancel.", []),
        (r"kept up to date from $m_0 = 0$ on", []),
        (r"Setting $\lambda = 0$ recovers Adam.", []),
        (r"When $K = 1$ this is plain.", []),
        (r"With $\lambda = 0$ each coordinate moves.", []),
        (r"the special case of $k=2$", []),
        (r"$i = 3$", []),
        (r"\begin{equation} x = 5 \end{equation}", []),
    ],
)
def test_only_stated_values_are_hyperparameters(
    tmp_path: Path, prose: str, expected: list[tuple[str, str]]
) -> None:
    assert stated(tmp_path, prose) == expected


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("We use a batch size of 64.", [("batch size", 64.0)]),
        ("We use a batch size of $128$ images.", [("batch size", 128.0)]),
        ("The model is trained for 90 epochs.", [("training epochs", 90.0)]),
        ("All runs were trained with AdamW for 1,500 steps.", [("training steps", 1500.0)]),
        ("a learning rate of 1e-3.", [("learning rate", 1e-3)]),
        (r"The peak learning rate is set to $3\times 10^{-4}$.", [("peak learning rate", 3e-4)]),
        ("We set the weight decay to 0.1.", [("weight decay", 0.1)]),
        ("Dropout: 0.1, weight decay = 0.05.", [("dropout", 0.1), ("weight decay", 0.05)]),
        ("We apply a 100-epoch warmup.", [("warmup epochs", 100.0)]),
        ("We use a learning rate of 0.1 and a momentum of 0.9.", [("learning rate", 0.1), ("momentum", 0.9)]),
        ("We try batch sizes of 64 and 128.", []),
        ("We try a batch size of 64 or 128.", []),
        ("A batch size of 32 to 64 works.", []),
        ("If the batch size is 1, this is plain.", []),
        ("Increasing the batch size to 512 helps.", []),
        ("A batch size of at least 64 is needed.", []),
        ("The accuracy improves by a factor of 2.", []),
        ("We train for 8 hours.", []),
        ("The learning rate is decayed.", []),
        ("Learning rate schedules have 3 phases.", []),
        ("an image size of 224x224", []),
        ("It is trained on 8 GPUs.", []),
    ],
)
def test_values_named_in_words_are_read_with_care(
    tmp_path: Path, prose: str, expected: list[tuple[str, float]]
) -> None:
    found = hyperparameters(paper(tmp_path, f"\\section{{A}} {prose}"))
    assert [(entry.name, entry.number) for entry in found if entry.symbol == ""] == expected
    assert all(entry.quote for entry in found)


@pytest.mark.parametrize(
    ("prose", "names"),
    [
        (r"The set-up is meant for images of $H = 32$ rows.", ["rows"]),
        (r"We use decay rates $\beta_1 = 0.9$ and $\beta_2 = 0.999$.", ["decay rates", "decay rates"]),
        (r"With a temperature of $\tau = 0.5$ we sample.", ["temperature"]),
        (r"We tested three temperature settings: $\tau = 0.5$.", ["temperature"]),
        (r"In contrast, GMFlow ($K = 64$) works.", [""]),
        (r"Top sampling employed $p = 0.9$.", [""]),
        (r"Batches hold $B = 50$ of them.", [""]),
        (r"$\beta_1$ and $\beta_2$ of Adam are set to 0.9 and 0.95.", ["", ""]),
    ],
)
def test_a_value_has_the_name_that_the_paper_gives_or_none(
    tmp_path: Path, prose: str, names: list[str]
) -> None:
    found = hyperparameters(paper(tmp_path, f"\\section{{A}} {prose}"))
    assert [entry.name for entry in found] == names


def test_compounds_and_subscripts_are_symbols_of_their_own(tmp_path: Path) -> None:
    prose = (
        r"We set $p_{\text{base}} = 0.05$ and use Top-$p$ = 0.9 and min-$p$ = 0.2, and top-$p$ set to 0.95. "
        r"Then $p = 0.5$ is used."
    )
    assert stated(tmp_path, prose) == [
        (r"p_{\text{base}}", "0.05"),
        (r"\text{top-}p", "0.9"),
        (r"\text{min-}p", "0.2"),
        (r"\text{top-}p", "0.95"),
        ("p", "0.5"),
    ]


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


def test_a_table_of_names_and_values_is_read(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{table}\caption{Training hyperparameters}\begin{tabular}{ll}Parameter & Value \\"
        r"learning rate & $10^{-3}$ \\ optimizer & Adam \\ batch size & 64\end{tabular}\end{table}"
        r"\begin{table}\caption{Scores}\begin{tabular}{ll}Task & Value \\ one & 3\end{tabular}\end{table}"
    )
    found = hyperparameters(paper(tmp_path, body))
    assert [(entry.name, entry.number) for entry in found] == [("learning rate", 1e-3), ("batch size", 64.0)]


def test_a_table_of_symbols_and_values_is_read(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{table}\caption{Hyperparameters}\begin{tabular}{lll}Symbol & Meaning & Value \\"
        r"$\alpha$ & step size & $10^{-3}$ \\ $T$ & steps & 600 \\ other & x & 3\end{tabular}\end{table}"
    )
    found = hyperparameters(paper(tmp_path, body))
    assert [(entry.symbol, entry.number, entry.name) for entry in found] == [
        (r"\alpha", 1e-3, "step size"),
        ("T", 600.0, "steps"),
    ]


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
        "equation-3": ("defines $q$, which Section 2 uses", 1),
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
