"""What `%load_ext rca_kernel` adds to a kernel."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.measuring import Ratio, median

LIMIT = 0.1
PROGRAM = """
import time
from ipykernel.inprocess.ipkernel import InProcessKernel
import ipykernel.ipkernel
start = time.perf_counter()
import rca_kernel.app.extension
print(time.perf_counter() - start)
"""


def reports() -> Iterator[Ratio]:
    samples = [
        float(subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout)
        for _ in range(7)
    ]
    yield Ratio("import of the extension", median(samples), LIMIT, "the limit of 100 ms")
