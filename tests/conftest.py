"""How examples are generated, for all tests: a busy machine is no failure."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The profile that Hypothesis chose (in CI the examples are the same each time), without its clocks.
_CHOSEN = settings.get_profile(settings.get_current_profile_name())
settings.register_profile("unhurried", _CHOSEN, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
