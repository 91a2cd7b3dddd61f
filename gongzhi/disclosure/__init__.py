"""Disclosure boards: what was made public, where, for how long, and the scan for personal data before it.

Owns: postings, their periods, withdrawal, `scan`. Does not own: which boards there are (the pack), whether an answer
may be released (`requests`). Enter by `public`.
"""
