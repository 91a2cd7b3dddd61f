"""Servers of others, as processes of their own that speak the real protocol and fail as told."""
