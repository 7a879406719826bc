"""The `%rca` line: one grammar for parsing, help and suggestions."""

from __future__ import annotations

import argparse
import difflib
import shlex
from typing import NoReturn

from rca_kernel.errors import ConfigError

OPTIONS = (
    *("--model", "--planner", "--expert", "--worker", "--api-base", "--max-tokens", "--max-cost"),
    *("--code", "--section"),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"%rca: {message}.", hint=f"{self.format_usage().strip()}")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise ConfigError(message or "", hint="")


def grammar() -> argparse.ArgumentParser:
    """Every subcommand with its arguments."""
    parser = _Parser(prog="%rca", add_help=False)
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, add_help=False)

    paper = command("paper", "read a paper: %%rca paper FILE [--code FOLDER]")
    paper.add_argument(
        "file", help="a LaTeX, PDF, HTML or Markdown file, a folder, an archive, or an arXiv id"
    )
    paper.add_argument("--section", "-s", default="", help="show this passage too")
    paper.add_argument("--code", default="", help="folder with the starter code")
    implement = command("implement", 'implement a passage: %%rca implement "Section 3.2"')
    implement.add_argument("target", nargs="+")
    _model_options(implement)
    resume = command("resume", "go on with the plan in this notebook")
    _model_options(resume)
    rerun = command("rerun", "rerun the failed cell, or the cell named, and go on with its step")
    rerun.add_argument("cell", nargs="?", default="failed")
    command("stop", "stop the session and what it runs")
    command("status", "what the session is doing")
    command("plan", "the plan as text")
    command("contract", "what the passage demands, and what is met")
    ask = command("ask", 'ask log, contract and passage: %%rca ask "why eps=1e-8?"')
    ask.add_argument("question", nargs="+")
    log = command("log", "the research log, or what in it matches a query")
    log.add_argument("query", nargs="*")
    command("help", "this help")
    return parser


def parse_cell(line: str) -> argparse.Namespace:
    """The options on a `%%rca` line, whose cell holds a pasted method."""
    parser = _Parser(prog="%%rca", add_help=False)
    _model_options(parser)
    return parser.parse_args(_words(line))


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise ConfigError(f"%rca: {error}.", hint='Quote a target like this: "Section 3.2".') from None


def _model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", "-m", default="", help='a LiteLLM name, or "formal"')
    parser.add_argument("--planner", default="", help="the model that plans")
    parser.add_argument("--expert", default="", help="the model asked when a step has failed")
    parser.add_argument("--worker", default="", help='the model that writes cells, or "formal"')
    parser.add_argument("--api-base", default="", help="URL of an OpenAI-compatible endpoint")
    parser.add_argument("--max-tokens", type=int, default=None, help="cap on tokens")
    parser.add_argument("--max-cost", type=float, default=None, help="cap on cost in US dollars")


def parse_line(line: str) -> argparse.Namespace:
    """The command on a `%rca` line; ConfigError with the usage or the nearest command."""
    words = _words(line)
    known = names()
    if words and not words[0].startswith("-") and words[0] not in known:
        near = difflib.get_close_matches(words[0], known, 1)
        hint = f"Did you mean %rca {near[0]}?" if near else f"Commands: {', '.join(known)}."
        raise ConfigError(f"%rca has no command {words[0]!r}.", hint=hint)
    options, unknown = grammar().parse_known_args(words or ["help"])
    if unknown:
        near = difflib.get_close_matches(unknown[0], OPTIONS, 1)
        hint = f"Did you mean {near[0]}?" if near else "%rca help lists what there is."
        raise ConfigError(f"%rca {words[0]} does not know {unknown[0]!r}.", hint=hint)
    return options


def names() -> list[str]:
    parser = grammar()
    return [
        name
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    ]


def help_text() -> str:
    return grammar().format_help()
