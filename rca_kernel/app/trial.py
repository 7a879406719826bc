"""A kernel put to the test: it starts, loads the extension, and computes."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from rca_kernel.errors import HostError
from rca_kernel.notebook import NewCell, outputs_text

SECONDS = 60


async def try_kernel() -> str:
    """What the kernel said; HostError when it did not start, or did not load the extension."""
    from rca_kernel.adapters.headless.host import HeadlessHost

    with tempfile.TemporaryDirectory() as folder:
        host = HeadlessHost(Path(folder) / "trial.ipynb", cwd=Path(folder))
        try:
            await asyncio.wait_for(host.start(), SECONDS)
            source = "%load_ext rca_kernel\n%rca status\n6 * 7"
            cell = await host.insert(NewCell("code", source), None)
            result = await asyncio.wait_for(host.run(cell.id, cell.hash), SECONDS)
        except asyncio.TimeoutError:
            raise HostError(f"The kernel did not answer in {SECONDS} s.") from None
        finally:
            await host.close()
    text = outputs_text(result.outputs)
    if result.status != "ok" or "42" not in text:
        raise HostError(f"A trial cell ended as {result.status}: {text[:300]}")
    return f"yes, in {result.seconds:.2f} s"
