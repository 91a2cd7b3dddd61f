"""Writes of elections, one module a part of the way."""
