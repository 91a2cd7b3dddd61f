"""Reads of duty."""
