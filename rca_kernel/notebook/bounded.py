"""Outputs as text of a bounded size: the head and the tail, and how much was left out."""

from __future__ import annotations

import re
from typing import assert_never

from rca_kernel.notebook.cells import DisplayOutput, ErrorOutput, Output, StreamOutput

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]")


def plain(text: str) -> str:
    """Without terminal escapes; a carriage return keeps only the last state of its line."""
    text = ESCAPES.sub("", text).replace("\r\n", "\n")
    return "\n".join(line.rsplit("\r", 1)[-1] if "\r" in line else line for line in text.split("\n"))


CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and those that turn the direction of text."""


COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def harmless(text: str) -> str:
    """Text of a model or a paper as a terminal may print it: no escapes, no tricks with its direction, and
    nothing left out, for what is approved must be seen whole."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", COLOURS.sub("", lines))


SPARED = 200
"""Characters that are not worth a cut."""


def bounded(text: str, limit: int = 4000) -> str:
    """About `limit` characters: two thirds head, one third tail, cut at line ends where they are near.
    What is hardly longer is not cut."""
    if len(text) <= limit + min(SPARED, limit // 3):
        return text
    head, tail = text[: limit * 2 // 3], text[-(limit - limit * 2 // 3) :]
    head = head[:end] if (end := head.rfind("\n")) > len(head) // 2 else head
    tail = tail[start + 1 :] if 0 <= (start := tail.find("\n")) < len(tail) // 2 else tail
    return f"{head}\n… {len(text) - len(head) - len(tail)} characters left out …\n{tail}"


def output_text(output: Output) -> str:
    match output:
        case StreamOutput(text=text):
            return plain(text)
        case DisplayOutput(data=data):
            shown = data.get("text/plain") or data.get("text/markdown") or ""
            others = sorted(kind for kind in data if not kind.startswith("text/"))
            return plain(shown) + (f" [{', '.join(others)}]" if others else "")
        case ErrorOutput(ename=ename, evalue=evalue, traceback=traceback):
            return plain(traceback) or f"{ename}: {evalue}"
        case _:
            assert_never(output)


def outputs_text(outputs: tuple[Output, ...], limit: int = 4000) -> str:
    return bounded("\n".join(filter(None, (output_text(output).rstrip() for output in outputs))), limit)
