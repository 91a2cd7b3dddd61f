"""Who may vote, that they voted, what was cast, and what it came to.

Owns: electorate registers, polls, the one ledger of voices over all channels, secret ballots, the gate of results.
Does not own: why a vote is held (topics, meetings, candidates). Enter by `public`.
"""
