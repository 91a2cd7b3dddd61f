"""The engine: matters that move through procedures, with one holder, clocks, offers and escalation.

Owns: `Matter`, `Clock`, `Move`, `Standing`, the calendar of working days. Does not own: what a matter is about
(`requests`, later siblings), who holds posts (`orgs`), procedures themselves (the pack). Read `rules.moves.decide`.
"""
