"""The formal engine on our sample papers, in a real kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.adapters.headless.rerun import HeadlessRerun
from rca_kernel.agents.formal_engine import FormalEngine
from rca_kernel.agents.formal_plan import work_of
from rca_kernel.app.closing import Outcome
from rca_kernel.app.papers import load_paper, target_of
from rca_kernel.app.session import Session
from rca_kernel.errors import PlanError
from rca_kernel.memory import Memory, decode
from rca_kernel.notebook import NewCell

PAPERS = Path(__file__).resolve().parents[2] / "notebooks" / "papers"


async def implemented(tmp_path: Path, paper: str, target: str) -> tuple[Outcome, Memory, dict[str, Any]]:
    """The outcome, the memory, and what the notebook's code cells define."""
    path = PAPERS / paper
    chosen = target_of(load_paper(path), path, target, tmp_path)
    host = HeadlessHost(tmp_path / "out.ipynb")
    await host.start()
    try:
        session = Session(
            host, FormalEngine(), chosen.passage, chosen.paper, rerun=HeadlessRerun(cwd=tmp_path)
        )
        outcome = await session.implement()
        cells = await host.read()
        memory = decode(await host.read_memory())
    finally:
        await host.close()
    space: dict[str, Any] = {}
    for cell in cells:
        if cell.kind == "code":
            exec(cell.source, space)
    return outcome, memory, space


def adamw(
    gradient: Any, theta: Any, steps: int, a: float, b1: float, b2: float, eps: float, decay: float
) -> Any:
    """AdamW written by hand, scalar loop over steps, in its own order of operations."""
    first = np.zeros_like(theta)
    second = np.zeros_like(theta)
    for step in range(1, steps + 1):
        slope = gradient(theta)
        first += (1 - b1) * (slope - first)
        second += (1 - b2) * (slope * slope - second)
        scale = np.sqrt(1 - b2**step) / (1 - b1**step)
        moved = first * scale / (np.sqrt(second) + eps * np.sqrt(1 - b2**step))
        theta = theta * (1 - a * decay) - a * moved
    return theta


async def test_the_optimizer_section_is_implemented_checked_and_reruns(tmp_path: Path) -> None:
    outcome, memory, space = await implemented(tmp_path, "adaptive-moments.tex", "Section 3.2")
    assert outcome.status == "done"
    assert outcome.rerun is not None
    assert outcome.rerun.ok
    mathematics = [item for item in memory.contract if item.kind in ("equation", "algorithm")]
    assert [item.status for item in mathematics] == ["verified"] * 6
    prose = [item for item in memory.contract if item.kind == "statement"]
    assert [item.support for item in prose] == ["unresolved"] * len(prose) != []

    optimizer = space["adaptive_moments_with_decoupled_weight_decay"]
    assert r"`\lambda`, weight decay" in (space["theta_t"].__doc__ or "")
    scales = np.array([0.1, 1.0, 10.0])
    start = np.array([1.0, -2.0, 0.5])
    found = optimizer(theta_0=start, grad_f=lambda theta: scales * theta, T=50)
    wanted = adamw(lambda theta: scales * theta, start, 50, 0.001, 0.9, 0.999, 1e-8, 0.01)
    np.testing.assert_allclose(found, wanted, rtol=1e-10)


async def test_every_function_of_the_notebook_is_called_by_a_check(tmp_path: Path) -> None:
    path = PAPERS / "adaptive-moments.tex"
    work = work_of(target_of(load_paper(path), path, "Section 3.2", tmp_path).passage)
    for part in work.parts:
        for piece in part.pieces:
            functions = [
                c.source
                for c in piece.planned
                if c.source.startswith("def ") and not c.proves and "plt.show()" not in c.source
            ]
            for source in functions:
                name = source[4 : source.index("(")]
                assert any(f"\n    {name},\n" in cell.source for cell in piece.planned if cell.proves), name


async def test_the_schedule_follows_the_values_that_the_paper_states(tmp_path: Path) -> None:
    _, _, space = await implemented(tmp_path, "adaptive-moments.tex", "3.3")
    alpha = space["alpha_t"]
    assert alpha(t=0) == 0
    assert alpha(t=60) == pytest.approx(0.001)
    assert alpha(t=330) == pytest.approx((0.001 + 1e-5) / 2)
    assert alpha(t=600) == pytest.approx(1e-5)
    gradient = np.array([3.0, 4.0])
    np.testing.assert_allclose(space["g_tilde_t"](g_t=gradient), gradient / 5)
    np.testing.assert_allclose(space["g_tilde_t"](g_t=gradient / 10), gradient / 10)


@pytest.mark.parametrize(
    ("paper", "target", "least"),
    [("mixing-augmentation.tex", "Section 3", 18), ("paced-batching.tex", "Section 3", 6)],
)
async def test_whole_methods_of_the_other_samples_are_implemented_as_far_as_they_are_formal(
    tmp_path: Path, paper: str, target: str, least: int
) -> None:
    outcome, memory, _ = await implemented(tmp_path, paper, target)
    assert outcome.status == "done"
    verified = [i for i in memory.contract if i.kind == "equation" and i.status == "verified"]
    assert len(verified) >= least
    for item in memory.contract:
        assert item.status == "verified" or (not item.resolved and item.note), item


def test_a_passage_of_prose_alone_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = PAPERS / "adaptive-moments.tex"
    passage = target_of(load_paper(path), path, "3.4", tmp_path).passage
    with pytest.raises(PlanError, match=r"Nothing in 3\.4.*Name a model"):
        work_of(passage)


async def test_the_compiled_optimizer_trains_digits_like_an_independent_one(tmp_path: Path) -> None:
    """Softmax regression on scikit-learn's digits, full batch: the same loss after every step."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    inputs = np.hstack([images / 16.0, np.ones((len(images), 1))])
    targets = np.eye(10)[labels]

    def scores(theta: Any) -> Any:
        logits = inputs @ theta.reshape(65, 10)
        logits = logits - logits.max(axis=1, keepdims=True)
        return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))

    def loss(theta: Any) -> float:
        return float(-(targets * scores(theta)).sum(axis=1).mean())

    def gradient(theta: Any) -> Any:
        return (inputs.T @ (np.exp(scores(theta)) - targets) / len(inputs)).ravel()

    _, _, space = await implemented(tmp_path, "adaptive-moments.tex", "Section 3.2")
    optimizer = space["adaptive_moments_with_decoupled_weight_decay"]
    start, steps = np.zeros(650), 60
    visited: tuple[list[Any], list[Any]] = ([], [])

    def remembering(places: list[Any]) -> Any:
        return lambda theta: [places.append(theta), gradient(theta)][1]

    visited[0].append(optimizer(theta_0=start, grad_f=remembering(visited[0]), T=steps))
    visited[1].append(adamw(remembering(visited[1]), start, steps, 0.001, 0.9, 0.999, 1e-8, 0.01))
    found, wanted = ([loss(theta) for theta in places] for places in visited)
    assert len(found) == len(wanted) == steps + 1
    assert max(abs(one - other) for one, other in zip(found, wanted, strict=True)) < 1e-10
    assert wanted[-1] < 0.9 * wanted[0]


async def test_what_the_user_defined_keeps_its_name_and_sections_are_told_apart(tmp_path: Path) -> None:
    """A second section in a notebook that holds the first, and a user's own `v_hat_t`."""
    path = PAPERS / "adaptive-moments.tex"
    host = HeadlessHost(tmp_path / "out.ipynb")
    await host.start()
    await host.insert(NewCell("code", "v_hat_t = 'mine'"), None)
    try:
        for target in ("3.2", "3.3"):
            chosen = target_of(load_paper(path), path, target, tmp_path)
            outcome = await Session(host, FormalEngine(), chosen.passage, chosen.paper).implement()
            assert outcome.status == "done"
        space: dict[str, Any] = {}
        for cell in await host.read():
            if cell.kind == "code":
                exec(cell.source, space)
    finally:
        await host.close()
    assert space["v_hat_t"] == "mine"
    assert space["compute_v_hat_t"](v_t=1.0, t=1, beta_2=0.5) == 2.0
    decayed = {"theta_t_minus_1": 1.0, "m_hat_t": 0.0, "v_hat_t": 1.0, "lambda_": 1.0}
    assert space["theta_t"](**decayed, alpha=0.25) == 0.75
    assert space["compute_theta_t"](**decayed, alpha_t=0.5) == 0.5
