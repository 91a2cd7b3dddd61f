"""Reads of the place tree."""
