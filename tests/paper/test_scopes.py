"""Where a stated value holds: a letter means one thing here and another there."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Span
from rca_kernel.paper.passage import Hyperparameter, Passage

FOCUS = r"\section{Focus} The discount $\gamma$ weighs the past. \begin{equation}a = \gamma b\end{equation}"
RETURN = r"\section{Return} \begin{equation}c = \gamma d\end{equation}"
PAST = r"\section{Loss} The focusing exponent $\gamma$ acts. \begin{equation}u = v^\gamma\end{equation}"
BOTH = FOCUS + PAST


def defaults(folder: Path, body: str, target: str) -> dict[str, float]:
    path = folder / "p.tex"
    path.write_text(f"\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}", encoding="utf-8")
    passage = passage_of(read_latex(path), target)
    return passage.defaults_for(next(passage.equations()).section)


@pytest.mark.parametrize(
    ("body", "target", "expected"),
    [
        (RETURN + r" We set $\gamma = 0.9$.", "1", {r"\gamma": 0.9}),
        (FOCUS + r"\section{Experiments} We use $\gamma = 0.9$.", "1", {r"\gamma": 0.9}),
        (FOCUS + r"\section{Loss} We set the exponent to $\gamma = 2$.", "1", {}),
        (BOTH + r"\section{Experiments} The focusing exponent is $\gamma = 2$.", "1", {}),
        (BOTH + r"\section{Experiments} The focusing exponent is $\gamma = 2$.", "2",
         {r"\gamma": 2.0}),
        (BOTH + r"\section{Experiments} We use $\gamma = 2$.", "1", {}),
        (BOTH + r" We use $\gamma = 2$. \section{Set-up} A discount of $\gamma = 0.9$ is used.", "1",
         {r"\gamma": 0.9}),
        (BOTH + r" We use $\gamma = 2$. \section{Set-up} A discount of $\gamma = 0.9$ is used.", "2",
         {r"\gamma": 2.0}),
        (RETURN + r"\section{Tests} For \begin{equation}f = \gamma z\end{equation} we set $\gamma = 2$.", "1",
         {}),
        (r"\section{M} We set $\gamma = 2$. \subsection{N} \begin{equation}c = \gamma d\end{equation}", "1.1",
         {r"\gamma": 2.0}),
        (r"\section{M}\begin{equation}c = \gamma d\end{equation}\begin{equation}\gamma = x + y\end{equation}"
         r"\section{Experiments} We set $\gamma = 2$.",
         "1", {}),
        (RETURN + r"\section{Set-up} We set $\gamma = 2$. \section{Details} We set $\gamma = 3$.", "1",
         {}),
    ],
)  # fmt: skip
def test_a_value_is_a_default_only_where_its_symbol_means_the_same(
    tmp_path: Path, body: str, target: str, expected: dict[str, float]
) -> None:
    assert defaults(tmp_path, body, target) == expected


def test_a_value_without_a_known_scope_holds_everywhere() -> None:
    value = Hyperparameter("a", "2", "a = 2", Span("p", 0, 1), number=2.0)
    several = Hyperparameter("b", "1 or 2", "b is 1 or 2", Span("p", 0, 1))
    passage = Passage("1", "1", "T", "p", (), (), hyperparameters=(value, several))
    assert passage.defaults_for("section-1") == {"a": 2.0}
