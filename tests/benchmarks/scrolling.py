"""The processor's time of a frame of the panel while the user moves about in it, and a screen's budget."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tests.benchmarks.frames import Frames, frames
from tests.ui.lab import Lab

BUDGET = 1 / 60
"""Seconds between two frames of a screen."""
REQUIREMENTS, ENTRIES = 1000, 10_000
TYPED = "gradient step 7"
WORDS = ("gradient", "moment", "update", "cell", "run", "error", "variance", "step", "check", "7", "42")
FRAME = "() => new Promise(requestAnimationFrame)"
REST = "async () => { for (let n = 0; n < 30; n += 1) await new Promise(requestAnimationFrame); }"
SCROLL = """async place => {
  const body = document.querySelector('.rca-Panel-body');
  const at = eval(place);
  for (let n = 1; n <= 120; n += 1) {
    body.scrollTop = at(n, body.scrollHeight - body.clientHeight);
    await new Promise(requestAnimationFrame);
  }
}"""
EVENLY = "(n, room) => (n * 173) % room"
JUMPS = "(n, room) => (n * 48271 * 7919) % room"


def contract() -> list[dict[str, Any]]:
    """Requirements with mathematics, each its own."""
    return [
        {
            "id": f"eq:{n}",
            "kind": "equation" if n % 2 else "statement",
            "title": f"the moment $m_{{{n}}}$ follows the gradient $g_t^{{({n})}}$",
            "quote": rf"m_{{{n}}} = \beta_1 m_{{t-1}} + (1 - \beta_1) \frac{{\partial L}}{{\partial \theta}}"
            rf" + \sum_{{i=1}}^{{n}} \sqrt{{x_i^2 + {n}}}"
            if n % 2
            else rf"We take $\beta_{{{n}}} = 0.9$ and a step of $\alpha/\sqrt{{t+{n}}}$ throughout the run.",
            "support": "stated",
            "status": ("open", "verified", "implemented")[n % 3],
            "cells": [f"cell-{n}"],
        }
        for n in range(REQUIREMENTS)
    ]


def log() -> list[dict[str, Any]]:
    """Entries of one line and of several, every fifth with a formula; three belong to each action."""
    chosen = random.Random(1)
    return [
        {
            "n": n,
            "time": "2026-01-01T10:00:00Z",
            "kind": ("observation", "action", "finding")[n % 3],
            "step": f"1.{(n - 1) // 3 % 49 + 1}",
            "text": " ".join(chosen.choices(WORDS, k=60 if n % 5 == 0 else 12))
            + (f" $\\lambda_{{{n % 100}}} = 10^{{-{n % 7}}}$" if n % 5 == 1 else ""),
        }
        for n in range(1, ENTRIES + 1)
    ]


def choose(lab: Lab, tab: str) -> None:
    lab.panel.locator(f'.rca-Tab[data-tab="{tab}"]').click()
    lab.page.evaluate(REST)


def scrolled(lab: Lab, place: str) -> Frames:
    """The scrollbar at another place in each frame."""
    return frames(lab, lambda: lab.page.evaluate(SCROLL, place))


def turned(lab: Lab) -> Frames:
    """The wheel, fast down and far up."""
    box = lab.panel.locator(".rca-Panel-body").bounding_box()
    assert box is not None
    lab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def turn() -> None:
        for distance in [120] * 40 + [2000] * 10 + [-2000] * 10:
            lab.page.mouse.wheel(0, distance)
            lab.page.evaluate(FRAME)

    return frames(lab, turn)


def pressed(lab: Lab, keys: Sequence[str]) -> Frames:
    def press() -> None:
        for key in keys:
            lab.page.keyboard.press(key)
            lab.page.evaluate(FRAME)

    return frames(lab, press)


def within(what: str, seen: Frames) -> str:
    """The line of a report; the limit is that of 95 frames of 100."""
    return (
        f"{what}: of 100 frames 95 take at most {seen.at(95) * 1000:.1f} ms of the processor's time on the "
        f"page's main thread (50: {seen.at(50) * 1000:.1f} ms, 99: {seen.at(99) * 1000:.1f} ms, "
        f"{len(seen.work)} frames): {seen.at(95) / BUDGET:.2f}x the {BUDGET * 1000:.1f} ms between two "
        "frames of a screen"
    )


def reports(lab: Lab, steps: int, block: dict[str, Any]) -> Iterator[str]:
    """`block` is a memory with a plan of so many steps."""
    lab.name = "scrolling.ipynb"
    lab.load(kernel="python3", rca={**block, "contract": contract(), "log": log()})
    lab.show_panel()
    plan = f"panel of {steps} steps"
    choose(lab, "plan")
    yield within(f"{plan}, scrolled evenly", scrolled(lab, EVENLY))
    yield within(f"{plan}, the scrollbar dragged to and fro", scrolled(lab, JUMPS))
    yield within(f"{plan}, the wheel turned", turned(lab))
    lab.panel.locator('.rca-Step[tabindex="0"]').focus()
    yield within(f"{plan}, End and Home pressed", pressed(lab, ["End", "Home"] * 20))
    yield within(f"{plan}, arrows pressed", pressed(lab, ["ArrowDown"] * 60))
    yield from tab_reports(lab, "contract", f"contract of {REQUIREMENTS} requirements with mathematics")
    yield from tab_reports(lab, "log", f"log of {ENTRIES} entries")
    lab.panel.locator(".rca-Log-search").focus()
    yield within(f"log of {ENTRIES} entries, a search typed and deleted", pressed(lab, typing(TYPED)))


def tab_reports(lab: Lab, tab: str, what: str) -> Iterator[str]:
    moves: dict[str, Callable[[], Frames]] = {
        "opened": lambda: frames(lab, lambda: choose(lab, tab)),
        "scrolled evenly": lambda: scrolled(lab, EVENLY),
        "the scrollbar dragged to and fro": lambda: scrolled(lab, JUMPS),
    }
    for how, move in moves.items():
        yield within(f"{what}, {how}", move())


def typing(text: str) -> list[str]:
    return ["Space" if letter == " " else letter for letter in text] + ["Backspace"] * len(text)
