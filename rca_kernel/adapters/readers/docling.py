"""PDF by way of Docling (`pip install rca-kernel[docling]`), whose models recognise formulas as LaTeX."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

from rca_kernel.adapters.readers.markdown import read_text
from rca_kernel.adapters.readers.pdf import MAX_BYTES
from rca_kernel.adapters.readers.size import refuse_larger
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Loss, Paper

UNDECODED = "<!-- formula-not-decoded -->"
_RECOGNISED = "formulas are what a model recognised in the picture of the page: compare them with the PDF"


class DoclingReader:
    """Reads a PDF with Docling, imported when needed; its models are fetched by Docling at first use."""

    name = "docling"

    def reads(self, path: Path) -> bool:
        return path.suffix.lower() == ".pdf"

    def read(self, path: Path) -> Paper:
        refuse_larger(path, MAX_BYTES)
        return read_markdown(_markdown(path), path.name)


def read_markdown(markdown: str, name: str) -> Paper:
    """The paper in the Markdown that Docling exports; formulas that it did not decode are losses."""
    if not markdown.strip():
        raise PaperError(f"Docling found no text in {name}.", hint="Read the PDF without --reader docling.")
    lost = markdown.count(UNDECODED)
    losses = [Loss("mathematics", _RECOGNISED)]
    losses += [Loss("mathematics", f"Docling did not decode {lost} formulas")] if lost else []
    text = markdown.replace(UNDECODED, "[equation lost]")
    return replace(read_text(text, name, losses=tuple(losses)), format="pdf")


def _markdown(path: Path) -> str:
    try:
        converter = importlib.import_module("docling.document_converter")
        models = importlib.import_module("docling.datamodel.base_models")
        options = importlib.import_module("docling.datamodel.pipeline_options")
    except ImportError as error:
        raise PaperError(
            "Docling is not installed.",
            hint="Install it: pip install rca-kernel[docling]; or leave out --reader.",
        ) from error
    chosen = options.PdfPipelineOptions(do_formula_enrichment=True)
    pdf = converter.PdfFormatOption(pipeline_options=chosen)
    reader = converter.DocumentConverter(format_options={models.InputFormat.PDF: pdf})
    try:
        return str(reader.convert(path).document.export_to_markdown())
    except Exception as error:  # whatever Docling's pipeline and its models raise
        raise PaperError(
            f"Docling could not read {path.name}: {error}.", hint="Read the PDF without --reader docling."
        ) from error
