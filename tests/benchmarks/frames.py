"""The processor's time of each frame that a page draws, from the browser's own trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.ui.lab import Lab

CATEGORIES = "cc,toplevel"
BEGIN = "ProxyMain::BeginMainFrame"
TASK = "ThreadControllerImpl::RunTask"
Event = dict[str, Any]


@dataclass(frozen=True)
class Frames:
    """Seconds of the processor that the page's main thread took from the beginning of each frame to that of
    the next: scripts, style, layout, paint, and whatever else it did. Other processes do not count in it."""

    work: list[float]

    def at(self, percent: int) -> float:
        """What so many of a hundred frames stay below."""
        return sorted(self.work)[min(len(self.work) - 1, len(self.work) * percent // 100)]


def traced(lab: Lab, deed: Callable[[], object], categories: str = CATEGORIES) -> list[Event]:
    """What the browser noted while the deed was done."""
    session = lab.page.context.new_cdp_session(lab.page)
    told: list[Event] = []
    ended: list[object] = []
    session.on("Tracing.dataCollected", lambda message: told.extend(message["value"]))
    session.on("Tracing.tracingComplete", lambda message: ended.extend([message]))
    session.send("Tracing.start", {"categories": categories, "transferMode": "ReportEvents"})
    deed()
    session.send("Tracing.end")
    lab.wait_for(lambda: ended or None)
    session.detach()
    return told


def frames(lab: Lab, deed: Callable[[], object]) -> Frames:
    """Those of the page while the deed is done."""
    told = traced(lab, deed)
    began = [event for event in told if event["name"] == BEGIN and event["ph"] == "X"]
    (place, _), *_ = Counter(map(_thread, began)).most_common(1)
    starts = sorted(event["ts"] for event in began if _thread(event) == place)
    tasks = [event for event in told if event["name"] == TASK and _thread(event) == place and "tdur" in event]
    return Frames(_summed(starts, tasks))


def _thread(event: Event) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _summed(starts: list[float], tasks: list[Event]) -> list[float]:
    """Seconds of the tasks, each counted to the frame that begins in it or began before it; what came before
    the first frame counts to none."""
    work = [0.0] * len(starts)
    frame, over = -1, 0.0
    for task in sorted(tasks, key=lambda task: task["ts"]):
        if task["ts"] < over:  # within another
            continue
        over = task["ts"] + task["dur"]
        while frame + 1 < len(starts) and starts[frame + 1] < over:
            frame += 1
        if frame >= 0:
            # The processor's clock of a virtual machine may jump; no task takes more of it than time passes.
            work[frame] += min(task["tdur"], task["dur"]) / 1e6
    return work
