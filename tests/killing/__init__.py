"""Sessions that are killed at every point, and what resuming makes of them."""
