"""Writes of patrols."""
