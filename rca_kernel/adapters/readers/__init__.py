"""Readers of paper formats."""
