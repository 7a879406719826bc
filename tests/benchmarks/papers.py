"""Reading papers: LaTeX beside pandoc on the same files, a PDF of 30 pages beside pypdf's text alone."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rca_kernel.adapters.readers.pdf import PdfReader
from rca_kernel.adapters.readers.registry import read_paper
from tests.benchmarks.measuring import Ratio, interleaved

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "notebooks" / "papers"
PAGES = 30
ROUNDS = 5


def papers() -> list[Path]:
    """The sample papers and, where they are, the shared ones."""
    return [*sorted(SAMPLES.glob("*.tex")), *sorted(_shared().glob("*.tex"))]


def _shared() -> Path:
    """Where papers stand beside the repository, if they do."""
    beside = (up / "shared" / "papers" for up in ROOT.parents)
    return next((folder for folder in beside if folder.is_dir()), ROOT / "none")


def pandoc() -> str:
    """The pandoc program, on the path or from the package pypandoc_binary; "" when there is none."""
    found = shutil.which("pandoc")
    if found:
        return found
    try:
        import pypandoc
    except ImportError:
        return ""
    return str(pypandoc.get_pandoc_path())


def read_all(files: list[Path]) -> None:
    for path in files:
        read_paper(path)


def convert_all(program: str, files: list[Path]) -> None:
    """Pandoc's own conversion to JSON, one process for each paper; its warnings are not shown."""
    for path in files:
        subprocess.run(
            [program, "--quiet", "-f", "latex", "-t", "json", path.name],
            cwd=path.parent,
            capture_output=True,
            check=False,
            timeout=300,
        )


def thirty_pages(folder: Path) -> Path:
    """The sample PDF's pages, repeated."""
    import pypdfium2

    source = pypdfium2.PdfDocument(SAMPLES / "adaptive-moments.pdf")
    out = pypdfium2.PdfDocument.new()
    while len(out) < PAGES:
        out.import_pages(source, list(range(min(len(source), PAGES - len(out)))))
    path = folder / "thirty.pdf"
    out.save(path)
    out.close()
    source.close()
    return path


def plain_text(path: Path) -> str:
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def reports() -> Iterator[Ratio]:
    """Ratios below 1 (LaTeX) and below 3 (PDF) are what we promise; a peer that is missing gives none."""
    files = papers()
    program = pandoc()
    if program:
        ours, peer = interleaved(lambda: read_all(files), lambda: convert_all(program, files), ROUNDS)
        yield Ratio(f"read {len(files)} LaTeX papers", ours, peer, "pandoc")
    try:
        import pypdf  # noqa: F401
    except ImportError:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = thirty_pages(Path(folder))
        ours, peer = interleaved(lambda: PdfReader().read(path), lambda: plain_text(path), ROUNDS)
    yield Ratio(f"read a PDF of {PAGES} pages", ours, peer, "pypdf")
