"""Writes of structure, one verb a function."""
