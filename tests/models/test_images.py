"""Pictures as models are sent them: scaled down, not left out."""

from __future__ import annotations

import base64
import importlib
import io
import random
from typing import Any

import pytest

from rca_kernel.actions.perform_runs import plots
from rca_kernel.models import picture
from rca_kernel.models.images import LARGEST, LARGEST_SIDE
from rca_kernel.notebook import RunResult
from rca_kernel.notebook.cell_outputs import CellOutputs

pillow: Any = pytest.importorskip("PIL.Image", reason="Pillow comes with Matplotlib")


def noise(width: int, height: int) -> bytes:
    """A PNG that cannot be compressed."""
    pixels = random.Random(0).randbytes(3 * width * height)
    made = io.BytesIO()
    pillow.frombytes("RGB", (width, height), pixels).save(made, "PNG")
    return made.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    size: tuple[int, int] = pillow.open(io.BytesIO(data)).size
    return size


@pytest.mark.parametrize(("width", "height"), [(1000, 500), (2000, 1000), (900, 900)])
def test_what_is_too_large_is_scaled_down(width: int, height: int) -> None:
    data = noise(width, height)
    assert len(data) > LARGEST
    sent = picture(data, caption="loss")
    assert sent is not None
    assert len(sent.data) <= LARGEST
    shown = size_of(sent.data)
    assert max(shown) <= LARGEST_SIDE
    assert shown[0] / shown[1] == pytest.approx(width / height, rel=0.02)


def test_a_small_picture_is_sent_as_it_is_and_what_is_none_is_not() -> None:
    data = noise(40, 30)
    sent = picture(data)
    assert sent is not None
    assert sent.data == data
    assert picture(b"no picture") is None


def test_where_nothing_can_scale_what_is_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    data = noise(1000, 500)
    monkeypatch.setattr(importlib, "import_module", missing)
    assert picture(data) is None


def test_a_large_plot_of_a_cell_reaches_the_model() -> None:
    data = noise(1500, 1000)
    text = base64.b64encode(data).decode()
    assert len(text) > 4_000_000
    outputs = CellOutputs()
    outputs.receive("display_data", {"data": {"image/png": text, "text/plain": "<Figure>"}, "metadata": {}})
    (shown,) = plots(RunResult("ok", outputs.values()), "c1")
    assert max(size_of(shown.data)) <= LARGEST_SIDE
    assert shown.caption == "output of cell c1"
