"""The version of this package as it is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("rca-kernel")
except PackageNotFoundError:
    __version__ = "0+source"
