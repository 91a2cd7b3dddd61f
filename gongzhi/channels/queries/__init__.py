"""Queries of ways in."""
