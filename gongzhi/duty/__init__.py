"""Keeping watch (D7): who is on duty when, shifts that change hands, notes from shift to shift; the three ledgers.

Owns rotas, swaps, hand-over notes, the notes that staff put to lines of ledgers. Does not own what the ledgers show
(requests, patrols, mediations), posts and who holds them, the calendar.
"""
