"""What a passage leans on: the nearest definition of each symbol, and nothing alike in letters only."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.defining import defines
from rca_kernel.paper.document import Section
from rca_kernel.paper.passage import Passage
from rca_kernel.paper.symbols import canonical, family, symbols

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
HEAD = (
    r"\documentclass{article}\newtheorem{theorem}{Theorem}\newtheorem{assumption}{Assumption}"
    r"\newtheorem{definition}{Definition}\begin{document}"
)


def passage(folder: Path, body: str, target: str = "2") -> Passage:
    path = folder / "p.tex"
    path.write_text(f"{HEAD}{body}\\end{{document}}", encoding="utf-8")
    return passage_of(read_latex(path), target)


def leaned(found: Passage) -> dict[str, str]:
    return {entry.item.id: entry.why for entry in found.leaned}


def equation(latex: str) -> str:
    return rf"\begin{{equation}}{latex}\end{{equation}}"


def algorithm(caption: str, line: str) -> str:
    return (
        rf"\begin{{algorithm}}\caption{{{caption}}}\begin{{algorithmic}}\State {line}"
        r"\end{algorithmic}\end{algorithm}"
    )


def test_the_algorithms_that_one_of_the_target_calls_come_with_it(tmp_path: Path) -> None:
    body = (
        r"\section{Inner}"
        + algorithm(r"Probe$(z)$", r"$z \gets z / 2$")
        + algorithm(r"LEN$(z_0, T)$", r"$z \gets \textsc{Probe}(z) - g$")
        + algorithm("Plain averaging of iterates", r"$z \gets Average(z)$")
        + r"\section{Outer}"
        + algorithm(r"LEN-restart$(z_0, T, S)$", r"$z^{(s+1)} = \text{LEN}(z^{(s)}, T)$")
    )
    assert leaned(passage(tmp_path, body)) == {
        "algorithm-2": "Algorithm 4 calls it",
        "algorithm-1": "Algorithm 2 calls it",
    }
    assert leaned(passage(tmp_path, body, "1")) == {}


@pytest.mark.parametrize(
    ("latex", "defined"),
    [
        (r"\mathbf{x}_t = 2", (r"\mathbf{x}_t",)),
        (r"{\bm{\mu}}^\prime = 2", (r"\bm{\mu}'",)),
        (r"A^\prime_k = 2", ("A'_k",)),
        (r"x_k^* \coloneqq 2", ("x_k^*",)),
        (r"\bm{x_t} = 2", (r"\bm{x}_t",)),
        (r"{s^\prime}^2 = 2", ("s'",)),
        (r"f(x) \stackrel{\text{def}}{=} x^2", ("f",)),
        (r"\{a_k, b_k\} = \arg\min x", ("a_k", "b_k")),
        (r"TS = 2", ()),
        (r"F(z_t) = 2", ()),
        (r"a + b = 2", ()),
        (r"\gamma^{-1} \langle x, y\rangle \le 2", ()),
        (r"x \le 2", ()),
    ],
)
def test_a_definition_has_one_whole_symbol_on_its_left(latex: str, defined: tuple[str, ...]) -> None:
    assert defines(latex) == defined


def test_fonts_primes_stars_and_braces_tell_symbols_apart() -> None:
    assert canonical(r"q_{{\bm{\theta}}}") == canonical(r"q_{\bm{\theta}}")
    assert (
        len({canonical(one) for one in ("x", "x'", "x^*", r"\bm{x}", r"\mathbf{x}", "x_0", r"\hat x")}) == 7
    )
    assert family("x_t^*") == family("x_{i-1}^*") != family("x_t")
    assert symbols(r"x^\star - x'_t") == {"x^*", "x'_t", "t"}


def test_a_letter_in_another_font_or_scope_is_another_symbol(tmp_path: Path) -> None:
    body = (
        r"\section{Setting} Text. " + equation(r"\mathbf{p} = a + 1") + r"\section{Update} We use "
        + equation("y = p + z") + r"\section{Other} Here " + equation("p = 3 w") + equation("z = 4 w")
    )  # fmt: skip
    assert leaned(passage(tmp_path, body)) == {}


def test_of_several_definitions_the_nearest_is_meant(tmp_path: Path) -> None:
    body = (
        r"\section{Notation} " + equation("r_t = a") + r"\section{Method} \subsection{Means} "
        + equation("r_t = b") + r"\subsection{Steps} We use " + equation("y_t = r_t + 1")
        + r"\section{More} " + equation("r_t = c")
    )  # fmt: skip
    assert leaned(passage(tmp_path, body, "2.2")) == {"equation-2": "defines $r_t$, which Eq. (3) uses"}


def test_a_bare_letter_is_found_in_the_notation_and_where_the_paper_has_only_one(tmp_path: Path) -> None:
    body = (
        r"\section{Notation} " + equation("q = a") + r"\section{Update} We use " + equation("y = q + 1")
        + r"\section{Other} " + equation("q = 5 w")
    )  # fmt: skip
    assert list(leaned(passage(tmp_path, body))) == ["equation-1"]
    alone = r"\section{Model} " + equation("q = a") + r"\section{Update} We use " + equation("y = q + 1")
    assert list(leaned(passage(tmp_path, alone))) == ["equation-1"]


def test_what_was_used_before_is_not_defined_by_what_follows(tmp_path: Path) -> None:
    body = (
        r"\section{Method}\subsection{State} Let $u_t$ be the state.\subsection{Step} We use "
        + equation("y_t = u_t + v_t") + r"\subsection{Later} " + equation("u_t = 3 w") + equation("v_t = 4 w")
    )  # fmt: skip
    assert list(leaned(passage(tmp_path, body, "1.2"))) == ["equation-3"]


def test_a_conditional_density_is_known_by_its_arguments(tmp_path: Path) -> None:
    body = (
        r"\section{Background} " + equation(r"p(x_t | x_0) = a") + equation(r"p(y | c) = b")
        + r"\section{Loss} We use " + equation(r"L = \log p(x_t|x_0)")
    )  # fmt: skip
    assert leaned(passage(tmp_path, body)) == {"equation-1": "defines $p$, which Eq. (3) uses"}


def test_an_inline_definition_is_notation_with_its_place(tmp_path: Path) -> None:
    body = (
        r"\section{Method}\subsection{Terms} We write $c_1 = \sqrt{1 - a_t}$. "
        r"If $d_1 = e_2 + 1$ then so."
        r"\subsection{Sum} We use " + equation("y = c_1 + d_1")
    )
    found = passage(tmp_path, body, "1.2")
    assert [(one.symbol, one.meaning, one.where) for one in found.notation] == [
        ("c_1", r"defined by $c_1 = \sqrt{1 - a_t}$", "Section 1.1")
    ]


def test_a_list_before_one_explained_symbol_is_not_explained_with_it(tmp_path: Path) -> None:
    body = (
        r"\section{Net} A net with parameters $\omega$, and $K$ is the number of components. We use "
        + equation(r"y = \omega K + P(u | v)")
        + r" The density $P(a | b)$ is the other one."
    )
    meant = {one.symbol: one.meaning for one in passage(tmp_path, body, "1").notation}
    assert meant == {"K": "the number of components"} | {r"\omega": "parameters"}


def test_symbols_named_together_share_their_meaning_and_a_table_gives_others(tmp_path: Path) -> None:
    body = (
        r"\section{Method} $S_{95}$ and $S_5$ denote the quantiles of the teacher. We use "
        + equation("y = S_{95} - S_5 + b_t")
        + r"\section{Notation}\begin{table}\caption{Notation.}\begin{tabular}{lll}Symbol & & Meaning \\"
        r"$b_t$ & & Offset of a step. \\ $z$ & & Unused.\end{tabular}\end{table}"
    )
    meant = {one.symbol: one.meaning for one in passage(tmp_path, body, "1").notation}
    assert meant == {
        "S_{95}": "the quantiles of the teacher",
        "S_5": "the quantiles of the teacher",
        "b_t": "Offset of a step.",
    }


def test_proofs_results_and_empty_headings_are_named_and_left_out(tmp_path: Path) -> None:
    body = (
        r"\section{Update} See Sections~\ref{a}, \ref{b}, \ref{c}, \ref{d}, "
        r"Theorem~\ref{t} and Table~\ref{r}."
        r"\section{Details on sampling}\label{a} Draw it. \section{Results}\label{b} Good."
        r"\begin{table}\caption{Scores}\label{r}\begin{tabular}{ll}a & 3\end{tabular}\end{table}"
        r"\begin{theorem}\label{t} So it is.\end{theorem}"
        r"\appendix\section{Proof of it}\label{c} So. \section{Mathematics}\label{d}\subsection{Sums} Add."
    )
    found = passage(tmp_path, body, "1")
    assert leaned(found) == {"section-2": "Section 1 refers to it"}
    assert found.mentions == (
        "Section 3 “Results”", "Appendix A “Proof of it”", "Appendix B “Mathematics”", "Theorem 1", "Table 1",
    )  # fmt: skip


def test_a_section_that_says_little_brings_its_parts_and_related_work_defines_nothing(tmp_path: Path) -> None:
    body = (
        r"\section{Related work} " + equation("z_{t+1} = a") + r"\section{Update} See Section~\ref{a}. Use "
        + equation("y_t = z_t + 1") + r"\section{Sampling details}\label{a} So. \subsection{Draw} Draw."
        r"\subsection{Results} Good.\begin{table}\caption{Results by configuration}\end{table}"
    )  # fmt: skip
    assert leaned(passage(tmp_path, body)) == {
        "section-3": "Section 2 refers to it",
        "section-3.1": "it is part of Section 3",
    }


def test_an_equation_is_not_repeated_beside_the_section_that_holds_it(tmp_path: Path) -> None:
    body = (
        r"\section{Update} By \eqref{q} and Section~\ref{a}. \section{Sampling details}\label{a} Draw "
        r"\begin{equation}q_t = 3\label{q}\end{equation}"
    )
    assert list(leaned(passage(tmp_path, body, "1"))) == ["section-2"]


def test_assumptions_come_with_their_place(tmp_path: Path) -> None:
    body = (
        r"\section{Setting}\begin{assumption}\label{s} The loss $f$ is smooth.\end{assumption} Other text."
        r"\section{Update} We assume that all arrays are finite. Under Assumption~\ref{s} we move. "
        r"It does not assume access to labels. "
        r"\begin{theorem} Suppose that $x > 0$. Then so.\end{theorem}"
        r"\section{Other} We assume that nobody reads this."
    )
    found = passage(tmp_path, body)
    assert [(one.name, one.text) for one in found.assumptions] == [
        ("Assumption 1", "The loss $f$ is smooth."),
        ("", "We assume that all arrays are finite."),
    ]
    source = (tmp_path / "p.tex").read_text(encoding="utf-8")
    span = found.assumptions[1].span
    assert "all arrays are finite" in source[span.start : span.end]


def test_prose_leans_on_the_siblings_that_it_speaks_of(tmp_path: Path) -> None:
    body = (
        r"\section{Method}\subsection{Gradient clipping} Rescale " + equation("g_t = c h_t")
        + r"\subsection{Colours} Paint. \subsection{Noise} Let $\sigma_t$ be the noise level. "
        r"\subsection{Saved state} Clipping comes first, then noise at $\sigma_t$."
    )  # fmt: skip
    found = passage(tmp_path, body, "1.4")
    assert leaned(found) == {
        "section-1.1": "Section 1.4 speaks of its “clipping”",
        "section-1.3": "Section 1.4 speaks of its “noise”",
    }


def test_the_prose_of_the_sample_optimizer_has_its_method() -> None:
    found = passage_of(read_latex(SAMPLES / "adaptive-moments.tex"), "3.4")
    assert {"section-3.1", "section-3.2", "section-3.3", "algorithm-1"} <= set(leaned(found))
    assert all(entry.item.text for entry in found.leaned if isinstance(entry.item, Section))


def test_prose_leans_on_the_sibling_that_names_its_quantities_not_on_what_a_title_adds(
    tmp_path: Path,
) -> None:
    body = (
        r"\section{Method}\subsection{Update rule} Take the weight decay $\lambda$. "
        r"\subsection{Pacing} The number of open examples is" + equation("n_t = 2 t")
        + r"\subsection{Loss on noisy targets} Sum. "
        r"\subsection{Practice} Weight decay acts on all; open examples have noisy targets."
    )  # fmt: skip
    assert leaned(passage(tmp_path, body, "1.4")) == {
        "section-1.1": "Section 1.4 speaks of its “weight decay”",
        "section-1.2": "Section 1.4 speaks of its “open examples”",
    }
