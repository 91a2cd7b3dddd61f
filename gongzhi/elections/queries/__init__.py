"""Reads of elections."""
