"""pytest fixtures for projects that build on this one."""
