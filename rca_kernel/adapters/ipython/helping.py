"""The help of `%rca`: what there is at a glance, and one command with all that it takes."""

from __future__ import annotations

from rca_kernel.adapters.ipython.arguments import EXAMPLES, nearest
from rca_kernel.adapters.ipython.commands import grammar, subparsers
from rca_kernel.errors import ConfigError

GROUPS = (
    ("work", ("paper", "implement", "resume", "rerun", "wait", "stop")),
    ("see", ("status", "plan", "contract", "log", "ask", "cost", "panel")),
    ("steer", ("mode", "approve", "reject", "answer", "pause", "undo", "config")),
    ("keep", ("verify", "export")),
)
WIDTH = 11


def help_text(*about: str) -> str:
    """The help of one command, or of one change of the plan; else of all."""
    return _of(list(about)) if about else _overview()


def _overview() -> str:
    texts = {name: made.description or "" for name, made in subparsers(grammar()).items()}
    lines = ["%rca COMMAND …          %rca help COMMAND says what it takes; Tab completes", ""]
    for title, group in GROUPS:
        lines += [f"{title}:", *(f"  {name:{WIDTH}} {texts[name]}" for name in group), ""]
    return "\n".join([*lines, "%%rca with a method pasted below it implements the text of the cell."])


def _of(about: list[str]) -> str:
    words, parser = ["%rca"], grammar()
    for word in about:
        below = subparsers(parser)
        if word not in below:
            kind = "change" if "plan" in words else "command"
            hint = nearest(word, list(below), " ".join(["%rca help", *words[1:], "{}"]).format)
            raise ConfigError(f"{' '.join(words)} has no {kind} {word!r}.", hint=hint)
        parser = below[word]
        words.append(word)
    example = EXAMPLES.get(about[0], "") if len(about) == 1 else ""
    shown = [parser.format_help().rstrip(), *([f"example:\n  {example}"] if example else [])]
    shown += [made.format_usage().rstrip() for made in subparsers(parser).values()]
    return "\n\n".join(shown)
