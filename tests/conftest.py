"""What holds for all tests: nobody's settings disturb them, and a busy machine is no failure."""

from __future__ import annotations

import os
import tempfile

import pytest
from hypothesis import HealthCheck, settings

_OURS = {"RCA_CHROMIUM", "RCA_SNAPSHOTS"}
_FOREIGN = ("RCA_", "OPENAI_", "OLLAMA_", "LITELLM_", "JUPYTER", "IPYTHON", "MPL")
for _name in list(os.environ):
    if (_name.startswith(_FOREIGN) or _name.endswith("_API_KEY")) and _name not in _OURS:
        del os.environ[_name]
os.environ["RCA_DATA"] = tempfile.mkdtemp(prefix="rca-data")
# Servers of the tests are on this machine, whatever proxy leads elsewhere.
os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1,localhost,::1"

# The profile that Hypothesis chose (in CI the examples are the same each time), without its clocks.
_CHOSEN = settings.get_profile(settings.get_current_profile_name())
settings.register_profile("unhurried", _CHOSEN, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process collects the same names, or none of the parallel ones runs."""
    changing = [item.nodeid for item in items if " at 0x" in item.nodeid]
    if changing:
        raise pytest.UsageError(f"Give `ids`: these names differ from run to run: {changing}")
