"""Places: the dated tree from the city down to a building, its outlines, and which place a point lies in.

Owns: place, its history, tiles of outlines, import, the map. Does not own: bodies and posts (`orgs`), what happens at
a place. Enter by `public`.
"""
