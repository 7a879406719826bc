"""`make bench`: every benchmark prints a ratio against a named peer or limit, both measured in this run.

`python -m tests.benchmarks NAME …` runs some of them; those that need a browser or PyPI only run by name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from tests.benchmarks import (
    formal,
    headless,
    loading,
    panel,
    papers,
    prompts,
    rivals,
    round_trip,
    stop,
    thousand,
    thousand_browser,
)

Reports = Callable[[], Iterator[object]]
USUAL: dict[str, Reports] = {
    "loading": loading.reports,
    "headless": headless.reports,
    "papers": papers.reports,
    "formal": formal.reports,
    "thousand": thousand.reports,
    "stop": stop.reports,
}
NAMED: dict[str, Reports] = {
    **USUAL,
    "rivals": lambda: rivals.reports(with_desk="--desk" in sys.argv),
    "thousand-browser": thousand_browser.reports,
    "prompts": prompts.reports,
    "round-trip": round_trip.reports,
    "panel": panel.reports,
}


def main() -> int:
    names = [name for name in sys.argv[1:] if name != "--desk"] or list(USUAL)
    if unknown := [name for name in names if name not in NAMED]:
        print(f"No benchmark {', '.join(unknown)}. There are: {', '.join(NAMED)}.")
        return 2
    for name in names:
        for report in NAMED[name]():
            print(report, flush=True)
    return 0


sys.exit(main())
