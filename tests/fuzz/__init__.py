"""Inputs that nobody would write. ``python -m tests.fuzz SECONDS`` goes on for as long as it is told."""
