"""Figures of requests for those who answer for an area: by type, by place, in time, each number down to its rows.

Owns: the roll-ups (one fact a request, sums by scope and month), the leader's page and its Excel table. Does not own:
the requests themselves; every number is defined by a filter of their list. Enter by `public`.
"""
