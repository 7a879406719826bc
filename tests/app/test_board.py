"""What the inline host shows: Markdown in which nothing of a model's or a paper's loads or breaks out."""

from __future__ import annotations

from rca_kernel.adapters.inline.board import render
from rca_kernel.notebook import Approval, Cell, Live, Progress, Question, StreamOutput

EVIL = "![x](https://evil.invalid/x.png) <img src='https://evil.invalid/y.png'> $a<b$"


def progress(live: Live, action: str = "") -> Progress:
    return Progress("running", "1", action, {}, live)


def test_prose_keeps_its_mathematics_and_loads_nothing() -> None:
    diagram = "```mermaid\ngraph TD\n```"
    shown = render([Cell("a", "markdown", f"## Title\n\n{EVIL}\n\n{diagram}")], None, "n-rca.ipynb")
    assert shown.startswith("## Title")
    assert "![" not in shown
    assert "<img" not in shown
    assert "$a< b$" in shown
    assert "```text\ngraph TD" in shown


def test_a_cell_that_runs_says_so_below_what_it_has_printed() -> None:
    cell = Cell("a", "code", "train()", outputs=(StreamOutput("stdout", "epoch 1\n"),))
    assert render([cell], None, "n", "a") == "```python\ntrain()\n```\n\n```text\nepoch 1\n```\n\n*runs …*"
    assert render([cell], None, "n", "b").endswith("```text\nepoch 1\n```")


def test_what_waits_is_shown_whole_and_says_how_it_is_answered() -> None:
    source = "print('```')\n# \u202eback"
    approval = Approval("ask-1", "1.2", "coder", "insert_cell", "execute", "insert cell", after=source)
    shown = render([], progress(Live(waiting=approval)), "n")
    assert "waits for your approval [execute], step 1.2: insert cell" in shown
    assert "````text\nprint('```')\n# back\n````" in shown
    assert shown.endswith('**%rca approve, or %rca reject "why"**')
    asked = render([], progress(Live(waiting=Question("q", "1", EVIL, ("yes", "no"), "no"))), "n")
    assert "```text\nasks, step 1: ![x]" in asked
    assert "  2. no (default: no)" in asked
    assert asked.endswith('**%rca answer "…"**')
    assert render([], progress(Live(paused=True)), "n").endswith("**paused: %rca resume goes on**")


def test_an_action_is_one_line_without_markup() -> None:
    shown = render([], progress(Live(), "insert cell: **x**\n# <b>_y_</b>"), "n")
    assert shown == r"*running · 1 · insert cell: \*\*x\*\* \# \<b\>\_y\_\</b\>*"
