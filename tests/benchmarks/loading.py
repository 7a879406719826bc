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
start = time.process_time()
import rca_kernel.app.extension
print(time.process_time() - start)
"""


def reports() -> Iterator[Ratio]:
    yield Ratio("import of the extension", median([_once() for _ in range(7)]), LIMIT, "the limit of 100 ms")


def _once() -> float:
    command = [sys.executable, "-c", PROGRAM]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
