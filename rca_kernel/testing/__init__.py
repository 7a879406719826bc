"""Doubles that ship with the package: a scripted model, a fake notebook, a scripted provider."""
