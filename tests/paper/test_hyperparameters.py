"""The values that a paper states for its symbols, in prose and in tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.paper.document import Paper
from rca_kernel.paper.hyperparameters import hyperparameters
from rca_kernel.paper.numerals import number

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
        ("We train with batch size 64 and momentum 0.9.", [("batch size", 64.0), ("momentum", 0.9)]),
        (r"A mask ratio of 75\% and a dropout of $10\%$.", [("mask ratio", 0.75), ("dropout", 0.1)]),
        ("At temperature 3.0 all samples fail.", []),
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
    ("prose", "name", "value"),
    [
        ("We try batch sizes of 64 and 128.", "batch size", "64 or 128"),
        ("We try a batch size of 64 or 128.", "batch size", "64 or 128"),
        ("A batch size of 32 to 64 works.", "batch size", "32 to 64"),
        ("A momentum of 0.9, 0.95 or 0.99 is used.", "momentum", "0.9, 0.95 or 0.99"),
        (r"The weight decay is $0.01$ or $0.1$.", "weight decay", "0.01 or 0.1"),
        (r"We set $\tau = 0.5$ or $1.0$.", r"\tau", "0.5 or 1.0"),
        (r"We use $\tau = 0.5$ and $0.9$ here.", r"\tau", "0.5 or 0.9"),
        (r"We set $\tau$ to 0.9 to 0.99.", r"\tau", "0.9 to 0.99"),
        (r"Three settings are used: $\tau = 1.0, 2.0, 3.0$.", r"\tau", "1.0, 2.0 or 3.0"),
        (r"We choose $\tau \in \{0.1, 0.2, 0.3\}$.", r"\tau", "0.1, 0.2 or 0.3"),
    ],
)
def test_several_values_are_kept_as_a_choice_and_never_a_default(
    tmp_path: Path, prose: str, name: str, value: str
) -> None:
    (found,) = hyperparameters(paper(tmp_path, f"\\section{{A}} {prose}"))
    assert (found.symbol or found.name, found.value, found.number) == (name, value, None)


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        (r"Start from $\eta_0 = 0.1$ and $\eta_t = \eta_0 / t$.", [(r"\eta_0", "0.1")]),
        (r"The smoothing $\tau$ (default 0.5) is kept.", [(r"\tau", "0.5")]),
        (r"By default $\tau = 3\times10^{-4}$.", [(r"\tau", r"3\times10^{-4}")]),
        (
            r"We set $\beta_1=0.9$ and $\beta_2=0.999$ respectively.",
            [(r"\beta_1", "0.9"), (r"\beta_2", "0.999")],
        ),
        (r"We use $\alpha = 0.1$ and 64 images.", [(r"\alpha", "0.1")]),
        (r"\begin{figure}\caption{Results for $K = 8$.}\end{figure}", []),
    ],
)
def test_values_are_not_lost_and_captions_of_figures_state_none(
    tmp_path: Path, prose: str, expected: list[tuple[str, str]]
) -> None:
    assert stated(tmp_path, prose) == expected


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


def test_a_table_of_names_and_values_is_read(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{table}\caption{Training hyperparameters}\begin{tabular}{ll}Parameter & Value \\"
        r"learning rate & $10^{-3}$ \\ optimizer & Adam \\ batch size & 64\end{tabular}\end{table}"
        r"\begin{table}\caption{Scores}\begin{tabular}{ll}Task & Value \\ one & 3\end{tabular}\end{table}"
    )
    found = hyperparameters(paper(tmp_path, body))
    assert [(entry.name, entry.number) for entry in found] == [("learning rate", 1e-3), ("batch size", 64.0)]


def test_a_table_with_a_column_a_data_set_gives_choices(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{table}\caption{Hyperparameters.}\begin{tabular}{lll} & Small & Large \\"
        r"batch size & 64 & 128 \\ learning rate $\eta$ & $10^{-3}$ & 1e-3 \\ optimizer & Adam & SGD"
        r"\end{tabular}\end{table}"
    )
    found = hyperparameters(paper(tmp_path, body))
    assert [(entry.symbol, entry.name, entry.value, entry.number) for entry in found] == [
        ("", "batch size", "64 (Small); 128 (Large)", None),
        (r"\eta", "learning rate", "10^{-3}", 1e-3),
    ]


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
