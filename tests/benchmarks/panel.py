"""The panel with a plan of 5,000 steps beside the same panel with 50: an update, and scrolling."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import scrolling
from tests.benchmarks.measuring import median
from tests.benchmarks.thousand_browser import a_lab
from tests.ui.lab import Lab

TESTS = Path(__file__).resolve().parents[1]
UPDATES = 15
LONG, SHORT = 5000, 50
PER_PART = 50
FRAMES, SCROLLS = 120, 5
UPDATE_LIMIT = 0.1
"""Seconds from message to picture that still feel immediate."""
FRAME_LIMIT = 1.2
"""How many times longer a frame may be while the long plan is scrolled."""
WATCH = """() => {
  const Socket = window.WebSocket;
  const waiting = (name, arrived) => {
    const panel = document.querySelector('.rca-Panel');
    let last = 0;
    let calm = 0;
    const observer = new MutationObserver(() => { last = performance.now(); calm = 0; });
    observer.observe(panel, { subtree: true, childList: true, attributes: true, characterData: true });
    const look = () => {
      calm += 1;
      if (last && calm > 3 && panel.textContent.includes(name)) {
        observer.disconnect();
        window.rcaSettled.push((last - arrived) / 1000);
      } else {
        requestAnimationFrame(look);
      }
    };
    requestAnimationFrame(look);
  };
  window.rcaSettled = [];
  window.WebSocket = class extends Socket {
    constructor(...names) {
      super(...names);
      this.addEventListener('message', ({ data }) => {
        const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
        const name = /"action": ?"(update-[0-9]+-)"/.exec(text);
        if (name) {
          waiting(name[1], performance.now());
        }
      });
    }
  };
}"""
SCROLL = """async () => {
  const body = document.querySelector('.rca-Panel-body');
  const room = body.scrollHeight - body.clientHeight;
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let n = 1; n <= FRAMES; n += 1) {
    body.scrollTop = (n * 173) % room;
    const now = await new Promise(requestAnimationFrame);
    frames.push((now - last) / 1000);
    last = now;
  }
  return frames;
}""".replace("FRAMES", str(FRAMES))
TELL = "puppet.change({step!r}, state='done'); puppet.tell(action='update-{n}-', step={step!r})"


@dataclass(frozen=True)
class Felt:
    """Seconds: from a progress message to a settled panel; and between frames while it is scrolled, by the
    clock on the wall, so that other processes count in them."""

    update: float
    frame: float
    worst: float


def block(steps: int) -> dict[str, Any]:
    """The golden memory with a plan of so many steps, in parts."""
    made: dict[str, Any] = json.loads((TESTS / "memory" / "fixtures" / "format-1.json").read_text())
    plan: list[dict[str, Any]] = []
    for part in range(1, steps // PER_PART + 1):
        plan.append({"id": f"{part}", "title": f"Part {part}", "state": "pending"})
        plan += [
            {"id": f"{part}.{n}", "title": f"Step {n}", "parent": f"{part}", "state": "pending"}
            for n in range(1, PER_PART)
        ]
    made["plan"]["steps"] = plan
    return made


def felt(lab: Lab, steps: int) -> Felt:
    lab.name = f"panel-{steps}.ipynb"
    (lab.root / f"plan-{steps}.json").write_text(json.dumps(block(steps)))
    lab.load(kernel="python3")
    lab.show_panel()
    begin = "import json\nfrom puppet import Puppet\n"
    lab.run(f"{begin}puppet = Puppet('heard', json.load(open('plan-{steps}.json')))")
    lab.expect_status("running")
    for n in range(UPDATES):
        lab.compute(TELL.format(n=n, step=f"1.{n + 1}"))
        lab.page.wait_for_function(f"window.rcaSettled.length > {n}", timeout=600_000)
    settled: list[float] = lab.page.evaluate("window.rcaSettled")
    runs: list[list[float]] = [lab.page.evaluate(SCROLL) for _ in range(SCROLLS)]
    worst = median([sorted(frames)[len(frames) * 95 // 100] for frames in runs])
    lab.shut_down()
    return Felt(median(settled), median([median(frames) for frames in runs]), worst)


def reports() -> Iterator[str]:
    with a_lab() as lab:
        shutil.copy(TESTS / "ui" / "puppet.py", lab.root / "puppet.py")
        lab.page.add_init_script(f"({WATCH})()")
        short, long = felt(lab, SHORT), felt(lab, LONG)
        processor = list(scrolling.reports(lab, LONG, block(LONG)))
    yield (
        f"panel of {LONG} steps: a message shows after {long.update / short.update:.2f}x the time of "
        f"{SHORT} steps ({long.update * 1000:.0f} ms, {short.update * 1000:.0f} ms): "
        f"{long.update / UPDATE_LIMIT:.2f}x the limit of {UPDATE_LIMIT * 1000:.0f} ms"
    )
    yield from processor
    yield (
        f"panel of {LONG} steps, scrolled, by the clock: a frame takes {long.frame / short.frame:.2f}x "
        f"that of {SHORT} ({long.frame * 1000:.0f} ms, {short.frame * 1000:.0f} ms; limit {FRAME_LIMIT}x), "
        f"of 20 the slowest {long.worst / short.worst:.2f}x "
        f"({long.worst * 1000:.0f} ms, {short.worst * 1000:.0f} ms)"
    )


if __name__ == "__main__":
    for report in reports():
        print(report, flush=True)
