"""`make bench`: every benchmark prints a ratio against a named peer or limit, both measured in this run."""

from __future__ import annotations

from tests.benchmarks import formal, headless, loading, papers


def main() -> None:
    for report in (*loading.reports(), *headless.reports(), *papers.reports(), *formal.reports()):
        print(report)


main()
