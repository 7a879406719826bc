"""What axe-core finds in what we show, in each of JupyterLab's themes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from tests.ui.lab import Lab

AXE = Path(__file__).resolve().parents[2] / "labextension" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = {
    "light": "JupyterLab Light",
    "dark": "JupyterLab Dark",
    "contrast": "JupyterLab Dark High Contrast",
}
# All that is ours on the page, not only the panel; axe refuses what matches nothing.
PARTS = (
    ".rca-Panel",
    ".rca-CellBadge",
    ".rca-CellRerun",
    ".rca-StatusItems",
    '.jp-Toolbar-item[data-jp-item-name^="rca-"]',
    ".jp-Dialog",
)
SERIOUS = """async parts => {
  const there = parts.filter(part => document.querySelector(part));
  const found = await axe.run({ include: there.map(part => [part]) }, { resultTypes: ['violations'] });
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 200)).join(' | ')}`);
}"""
CONTRASTS = """axe.run('.rca-Panel', { runOnly: 'color-contrast' })
  .then(found => found.passes.reduce((count, { nodes }) => count + nodes.length, 0))"""
# JupyterLab's body has no height and cuts off what overflows: axe would take all text for invisible.
VISIBLE = "html, body { height: 100%; }"
CHANGE = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"


@contextmanager
def themed(lab: Lab, theme: str) -> Iterator[None]:
    """The panel in a theme, axe beside it; light again afterwards."""
    lab.page.evaluate(CHANGE, theme)
    expect(lab.page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    lab.page.add_script_tag(path=str(AXE))
    lab.page.add_style_tag(content=VISIBLE)
    try:
        yield
    finally:
        lab.page.evaluate(CHANGE, THEMES["light"])


def serious(lab: Lab) -> list[str]:
    """Serious and critical findings in what we show as it stands; it measured contrasts at all."""
    assert lab.page.evaluate(CONTRASTS) > 5
    found: list[str] = lab.page.evaluate(SERIOUS, PARTS)
    return found
