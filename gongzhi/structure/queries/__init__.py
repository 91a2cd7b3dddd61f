"""Reads of structure."""
