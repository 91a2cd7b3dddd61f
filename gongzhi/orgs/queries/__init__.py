"""Reads: actors and holders, posts and their order, the desk's lists."""
