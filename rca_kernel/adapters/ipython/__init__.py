"""Magics and the background thread of a kernel."""
