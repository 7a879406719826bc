"""`rca`: the same engine without a browser, and the way into JupyterLab."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from rca_kernel import __version__
from rca_kernel.errors import RcaError
from rca_kernel.notebook.bounded import CONTROLS, harmless

EXIT = {"done": 0, "incomplete": 3, "stopped": 130}
"""Exit status by how a session ended; 1 for the others."""


class _Group(click.Group):
    """Turns our errors into one clear message and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except RcaError as error:
            click.secho(harmless(f"rca: {error.message}"), fg="red", err=True)
            if error.hint:
                click.echo(harmless(f"     {error.hint}"), err=True)
            ctx.exit(1)


def _choose_reader(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        os.environ["RCA_PDF_READER"] = value


_reader = click.option(
    "--reader",
    type=click.Choice(("pdf", "docling", "grobid")),
    expose_value=False,
    callback=_choose_reader,
    help="What reads a PDF: its text layer (the default), Docling, or a GROBID on this computer.",
)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rca")
def main() -> None:
    """Research Code Agent: a paper's section becomes checked code in a notebook."""


@main.command()
@click.argument("paper")
@click.option(
    "--section", "-s", "target", required=True, help='What to implement: "3.2", "Algorithm 1", a title.'
)
@_reader
@click.option("--code", type=click.Path(path_type=Path), help="Folder with the starter code.")
@click.option("--model", "-m", default="", help='A LiteLLM name such as openai/gpt-4o, or "formal".')
@click.option("--planner", default="", help="The model that plans; else --model.")
@click.option("--expert", default="", help="The model asked when a step has failed; else --model.")
@click.option("--baseline", default="", help='The starter code\'s own command, e.g. "python train.py".')
@click.option("--worker", default="", help='The model that writes cells, or "formal" for what compiles.')
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE=MODEL",
    help="A role's own model, as often as you like: planner, expert, worker, reader, coder, debugger, "
    "reviewer or experimenter.",
)
@click.option("--api-base", default="", help="URL of an OpenAI-compatible endpoint.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The notebook to write.")
@click.option("--force", is_flag=True, help="Replace an existing output.")
@click.option("--max-tokens", type=int, help="Cap on the session's tokens.")
@click.option("--max-cost", type=float, help="Cap on the session's cost in US dollars.")
@click.option(
    "--price",
    default="",
    metavar="IN/OUT",
    help="What a model of unknown price costs: US dollars per million tokens read and written, e.g. 0.5/2.",
)
@click.option("--timeout", type=float, help="Seconds a model may stay silent.")
@click.option(
    "--mode",
    type=click.Choice(["plan", "approve", "auto"]),
    help="plan: hold when the plan is ready; approve: ask before each change; auto: go on.",
)
@click.option(
    "--note",
    "notes",
    multiple=True,
    help='What you want beyond the section, as often as you like: "use PyTorch", "only the loss".',
)
@click.option(
    "--record", type=click.Path(path_type=Path), help="Keep every model call in this file, for rca replay."
)
def run(
    paper: str,
    target: str,
    code: Path | None,
    model: str,
    planner: str,
    expert: str,
    baseline: str,
    worker: str,
    roles: tuple[str, ...],
    api_base: str,
    output: Path | None,
    force: bool,
    max_tokens: int | None,
    max_cost: float | None,
    price: str,
    timeout: float | None,
    mode: str | None,
    notes: tuple[str, ...],
    record: Path | None,
) -> None:
    """Implement a section of PAPER and write an executed, checked notebook.

    PAPER is a LaTeX, PDF, HTML or Markdown file, a folder, a .zip or .tar.gz, or an arXiv id.
    """
    from rca_kernel.app.config import load_config, mode_of
    from rca_kernel.app.roles import named_roles
    from rca_kernel.app.run import Request, run_in_terminal

    given: dict[str, Any] = {
        "model": model,
        "planner": planner,
        "expert": expert,
        "worker": worker,
        "baseline": baseline,
    }
    given |= named_roles(roles, api_base)
    given |= {"max_tokens": max_tokens, "max_cost": max_cost, "price": price, "timeout": timeout}
    config = load_config(**given, api_base=api_base, mode=mode)
    request = Request(
        Path(paper),
        target,
        config,
        code=code,
        output=output,
        force=force,
        record=record,
        mode=mode_of(config),
        note="\n".join(notes),
    )
    sys.exit(EXIT.get(run_in_terminal(request).status, 1))


@main.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The notebook to write.")
@click.option("--force", is_flag=True, help="Replace an existing output.")
def replay(recording: Path, output: Path | None, force: bool) -> None:
    """Run a session recorded with --record again: a new kernel, no model, no key, every request checked."""
    from rca_kernel.app.replay import replay_in_terminal

    sys.exit(EXIT.get(replay_in_terminal(recording, output, force).status, 1))


@main.command()
@click.argument("paper")
@_reader
@click.option("--section", "-s", "target", default=None, help="Show this passage.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def paper(paper: str, target: str | None, as_json: bool) -> None:
    """Show what was read of PAPER: parse health, and its outline, or with --section the passage."""
    from rca_kernel.app.papers import load_paper
    from rca_kernel.app.terminal import busy
    from rca_kernel.paper.closure import passage_of
    from rca_kernel.paper.outline import heading, outline, to_json
    from rca_kernel.paper.showing import passage_json, passage_outline

    with busy(f"reading {paper}"):
        read = load_paper(paper)
    passage = passage_of(read, target) if target is not None else None
    if as_json:
        shown = to_json(read) | ({"passage": passage_json(passage)} if passage is not None else {})
        text = json.dumps(shown, ensure_ascii=False, indent=2)
        click.echo(CONTROLS.sub(lambda found: f"\\u{ord(found.group()):04x}", text))
        return
    if passage is None:
        click.echo(harmless(outline(read)))
    else:
        click.echo(harmless(f"{heading(read)}\n{passage_outline(passage)}"))


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(arguments: tuple[str, ...]) -> None:
    """Open JupyterLab with the plan panel and the kernel "Python 3 (RCA)". ARGUMENTS go to JupyterLab."""
    from rca_kernel.app.lab import open_lab

    open_lab(arguments)


@main.command()
@click.argument("notebook", type=click.Path(path_type=Path))
def verify(notebook: Path) -> None:
    """Run NOTEBOOK from top to bottom in a fresh kernel, its checks with it, and say what it shows."""
    import asyncio

    from rca_kernel.adapters.headless.rerun import clean_rerun
    from rca_kernel.app.notebooks import remembered_in
    from rca_kernel.app.telling import contract_lines
    from rca_kernel.app.terminal import busy
    from rca_kernel.notebook.document_file import load_document
    from rca_kernel.verify import examine

    memory = remembered_in(notebook)
    with busy(f"running {notebook} in a fresh kernel"):
        report = asyncio.run(clean_rerun(notebook))
    cells = load_document(notebook).cells()
    examine(memory, cells, report)
    click.echo(harmless(contract_lines(memory.contract, cells)))
    click.echo(harmless(f"Clean rerun: {report.line(cells)}."))
    sys.exit(0 if report.ok and not memory.contract.lost() else EXIT["incomplete"])


@main.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="The .py, or the .zip of an audit pack."
)
@click.option("--audit", is_flag=True, help="Contract, plan, log and sources in one archive.")
@click.option("--force", is_flag=True, help="Replace what exists.")
def export(notebook: Path, output: Path | None, audit: bool, force: bool) -> None:
    """Write NOTEBOOK's code as a module with its checks as tests, or an audit pack."""
    from rca_kernel.app.exporting import export_work
    from rca_kernel.app.notebooks import remembered_in
    from rca_kernel.notebook.document_file import load_document

    memory = remembered_in(notebook)
    written = export_work(load_document(notebook).cells(), memory, output or "", audit=audit, force=force)
    click.echo(harmless(written.line()))


@main.command()
def config() -> None:
    """Show the settings in force and where each comes from; secrets are never among them."""
    from rca_kernel.app.config import explained
    from rca_kernel.app.explaining import setting_lines

    for line in setting_lines(explained()):
        click.echo(line)


@main.command()
def doctor() -> None:
    """Say what works here, and how to mend what does not."""
    from rca_kernel.app.doctor import examine

    well = True
    for finding in examine():
        well = well and finding.ok
        click.secho("✔ " if finding.ok else "✘ ", fg="green" if finding.ok else "red", nl=False)
        click.echo(f"{finding.what}: {finding.found}")
        if not finding.ok:
            click.echo(f"  → {finding.remedy}")
    sys.exit(0 if well else 1)
