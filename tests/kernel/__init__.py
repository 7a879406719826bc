"""Hosts inside real kernels, and the doubles that stand for the browser."""
