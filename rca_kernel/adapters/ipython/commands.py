"""The `%rca` line: one grammar for parsing, help, completion and suggestions."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable
from functools import cache

from rca_kernel.adapters.ipython.arguments import MODES, Parser, mode_name, nearest, number, seconds, whole
from rca_kernel.adapters.ipython.typed import split
from rca_kernel.errors import ConfigError

Command = Callable[[str, str], argparse.ArgumentParser]


@cache
def grammar() -> argparse.ArgumentParser:
    """Every subcommand with its arguments."""
    parser = Parser(prog="%rca", add_help=False, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", parser_class=Parser, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=text, description=text.replace("%%", "%"), add_help=False, allow_abbrev=False
        )

    _working(command)
    _reading(command)
    _steering(command)
    _plan(command)
    described = command("help", "this help, or that of one command")
    described.add_argument("about", nargs="*", default=[], metavar="COMMAND")
    return parser


def _working(command: Command) -> None:
    paper = command("paper", "read a paper: %%rca paper FILE [--code FOLDER]")
    paper.add_argument(
        "file", nargs="+", help="a LaTeX, PDF, HTML or Markdown file, a folder, an archive, or an arXiv id"
    )
    paper.add_argument("--section", "-s", default="", help="show this passage too")
    paper.add_argument("--code", default="", help="folder with the starter code")
    implement = command("implement", 'implement a passage: %%rca implement "Section 3.2"')
    implement.add_argument("target", nargs="+")
    _again(implement)
    _model_options(implement)
    _note(implement)
    resume = command("resume", "go on: with the paused session, else with the plan in this notebook")
    _model_options(resume)
    _note(resume)
    rerun = command("rerun", "rerun the failed cell, or the cell named, and go on with its step")
    rerun.add_argument("cell", nargs="?", default="failed")
    wait = command("wait", "keep this cell until the session ends or needs you (jupyter execute, Run All)")
    wait.add_argument("seconds", nargs="?", type=seconds, default=None, help="at most this long")
    command("stop", "stop the session and what it runs")
    command("verify", "run every check and the whole notebook in a fresh kernel again; no model is asked")
    export = command("export", "write the code as a module with its checks as tests, or an audit pack")
    export.add_argument("path", nargs="?", default="", help="a .py, or a .zip: an audit pack")
    export.add_argument("--audit", action="store_true", help="contract, plan, log and sources in one archive")
    export.add_argument("--force", action="store_true", help="replace what exists")
    command("panel", "plan, progress and buttons below this cell, for front ends without the extension")


def _again(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="also where this notebook holds it already")


def _reading(command: Command) -> None:
    command("status", "what the session is doing, and what waits for you")
    command("contract", "what the passage demands, and what is met")
    ask = command("ask", 'ask log, contract and passage: %%rca ask "why eps=1e-8?"')
    ask.add_argument("question", nargs="+")
    log = command("log", "the research log, or what in it matches a query")
    log.add_argument("query", nargs="*")
    command("cost", "calls, tokens and cost, by role and by step, and what the planning expert saved")


def _steering(command: Command) -> None:
    command("pause", "begin nothing further after the current action; resume goes on")
    mode = command(
        "mode", "plan: hold at the plan until you resume; approve: ask before each change; auto: go on"
    )
    mode.add_argument("mode", nargs="?", type=mode_name, metavar="MODE", default=None, help=", ".join(MODES))
    command("approve", "allow what waits; %%%%rca approve with a cell: as you wrote it there")
    reject = command("reject", 'refuse what waits: %%rca reject "why"; the agent reads the reason')
    reject.add_argument("why", nargs="*")
    answer = command("answer", 'answer the question that waits: %%rca answer "…"; nothing takes the default')
    answer.add_argument("text", nargs="*")
    undo = command(
        "undo", "take back what the agent last did, to a cell or since a step; your own edits stay"
    )
    undo.add_argument("cell", nargs="?", default="", help="none: the cell that it changed last")
    undo.add_argument("--step", default="", help="everything since this step began, files too")
    config = command("config", "the settings in force and where each came from; NAME=VALUE changes one")
    config.add_argument("settings", nargs="*", metavar="NAME=VALUE")


def _plan(command: Command) -> None:
    plan = command("plan", "the plan as text; with a word after it, a change of the plan")
    changes = plan.add_subparsers(dest="change", parser_class=Parser, metavar="CHANGE")

    def change(name: str, text: str, *, step: bool = True) -> argparse.ArgumentParser:
        made = changes.add_parser(
            name, help=text, description=text.replace("%%", "%"), add_help=False, allow_abbrev=False
        )
        if step:
            made.add_argument("step", help="id of the step")
        return made

    change("rename", "another title").add_argument("title", nargs="+")
    change("goal", "another goal").add_argument("goal", nargs="+")
    add = change("add", "a new step", step=False)
    add.add_argument("title", nargs="+")
    add.add_argument("--goal", default="", help="what it is to reach")
    _place(add)
    change("delete", "take a step out; its cells stay")
    _place(change("move", "elsewhere among the steps"))
    change("skip", "leave a step undone")
    change("retry", "do a step again, and what leans on it after it")


def _place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--below", default="", metavar="STEP", help="the parent; none: at the top")
    parser.add_argument("--after", default="", metavar="STEP", help="the step before it; none: first")


def _note(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--note",
        action="append",
        default=[],
        help='what you want beyond the passage: "use PyTorch"; repeatable, or below %%%%rca implement TARGET',
    )


@cache
def cell_grammar() -> argparse.ArgumentParser:
    """The options of a `%%rca` line whose cell holds a method."""
    parser = Parser(prog="%%rca", add_help=False, allow_abbrev=False)
    parser.set_defaults(command="implement")
    _again(parser)
    _model_options(parser)
    _note(parser)
    return parser


def parse_cell(line: str) -> argparse.Namespace:
    """The options on a `%%rca` line, whose cell holds a pasted method, or what is approved instead; below a
    `%%rca implement` or `%%rca resume` it holds a note."""
    words = _words(line)
    if words == ["approve"]:
        return argparse.Namespace(command="approve")
    if words[:1] in (["implement"], ["resume"]):
        return parse_line(line)
    options, unknown = cell_grammar().parse_known_args(words)
    if not unknown:
        return options
    if unknown[0] in names():
        raise ConfigError(
            f"%%rca {unknown[0]} takes no cell below it.",
            hint=f"Write %rca {unknown[0]} … with one %, in a cell of its own.",
        )
    hint = nearest(unknown[0], [*option_names(cell_grammar()), "implement", "resume", "approve"], str)
    raise ConfigError(f"%%rca does not know {unknown[0]!r}.", hint=hint)


def _words(line: str) -> list[str]:
    typed = split(line)
    if typed.quote:
        raise ConfigError(
            f"%rca: a quotation mark is open: {typed.fragment[:40]}",
            hint='Quote words like this: "Section 3.2"; an apostrophe stands in double quotes: "it\'s".',
        )
    return [*typed.words, typed.value] if typed.fragment else list(typed.words)


def _model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", "-m", default="", help='a LiteLLM name, or "formal"')
    parser.add_argument("--planner", default="", help="the model that plans")
    parser.add_argument("--expert", default="", help="the model asked when a step has failed")
    parser.add_argument("--baseline", default="", help="the starter code's own command")
    parser.add_argument("--worker", default="", help='the model that writes cells, or "formal"')
    parser.add_argument(
        "--role", action="append", default=[], metavar="ROLE=MODEL", help="a role's own model; repeatable"
    )
    parser.add_argument("--api-base", default="", help="URL of an OpenAI-compatible endpoint")
    parser.add_argument("--max-tokens", type=whole, default=None, help="cap on tokens")
    parser.add_argument("--max-cost", type=number, default=None, help="cap on cost in US dollars")
    parser.add_argument(
        "--price", default="", metavar="IN/OUT", help="US dollars per million tokens, where no list knows"
    )
    parser.add_argument(
        "--mode", type=mode_name, metavar="MODE", default=None, help=f"how much is asked: {', '.join(MODES)}"
    )


def parse_line(line: str) -> argparse.Namespace:
    """The command on a `%rca` line; ConfigError with an example or the nearest command."""
    words = _words(line)
    if any(word in ("-h", "--help") for word in words):
        return argparse.Namespace(command="help", about=[word for word in words if word in names()][:1])
    known = names()
    if words and words[0] not in known:
        hint = nearest(words[0], known, lambda near: f"%rca {near}")
        raise ConfigError(f"%rca has no command {words[0]!r}.", hint=hint)
    if (
        words[:1] == ["plan"]
        and words[1:]
        and words[1] not in (changes := list(subparsers(subparsers(grammar())["plan"])))
    ):
        hint = nearest(words[1], changes, lambda near: f"%rca plan {near}")
        raise ConfigError(f"%rca plan has no change {words[1]!r}.", hint=hint)
    options, unknown = grammar().parse_known_args(words or ["help"])
    if unknown:
        hint = _meant(words[0], unknown[0])
        raise ConfigError(f"%rca {words[0]} does not know {unknown[0]!r}.", hint=hint)
    return options


def _meant(command: str, unknown: str) -> str:
    near = difflib.get_close_matches(unknown, option_names(subparsers(grammar())[command]), 1)
    return f"Did you mean {near[0]}?" if near else f"%rca help {command} tells what it takes."


def subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the next word, by that word."""
    return {
        name: made
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, made in action.choices.items()
    }


def names() -> list[str]:
    return list(subparsers(grammar()))


def option_names(parser: argparse.ArgumentParser) -> list[str]:
    """The long options that `parser` takes."""
    return [option for action in parser._actions for option in action.option_strings if option[:2] == "--"]
