"""Writes of the place tree, one verb a module."""
