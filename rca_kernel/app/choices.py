"""What the user chose for this kernel, and what the last command asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rca_kernel.app.config import Config, explained, load_config


@dataclass(frozen=True, slots=True)
class Choices:
    """A command's own options over what `%rca config` and the panel chose, over the environment, over
    JupyterLab's settings."""

    kept: Mapping[str, Any] = field(default_factory=dict)
    """Chosen with `%rca config` or the panel: it holds for every later session of this kernel."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Of the command that began the last session: they hold until the next one begins."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What JupyterLab's settings say, as they were when the last session began."""

    def config(self) -> Config:
        """The settings in force. Raises ConfigError."""
        return load_config(settings=self.settings, kept=self.kept, **self.options)

    def keep(self, **values: Any) -> Choices:
        """With these for good, over what the last command asked for. Raises ConfigError where one is bad."""
        options = {name: value for name, value in self.options.items() if name not in values}
        kept = Choices({**self.kept, **values}, options, self.settings)
        kept.config()
        return kept

    def asked(self, options: Mapping[str, Any]) -> Choices:
        """With the options of another command. Raises ConfigError where one is bad."""
        given = {name: value for name, value in options.items() if value not in (None, "")}
        asked = replace(self, options=given)
        asked.config()
        return asked

    def names(self, setting: str) -> bool:
        """Whether the user has named this setting in this kernel."""
        return setting in self.kept or setting in self.options

    def explained(self) -> list[tuple[str, object, str]]:
        """Each setting in force: its name, its value, and where it came from."""
        return explained(settings=self.settings, kept=self.kept, **self.options)
