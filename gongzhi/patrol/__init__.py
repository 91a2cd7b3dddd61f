"""The round of the grid (D7, C6) and the face of those on the way: Field.

Owns what a phone sends and when it was taken, check points, the weeks of patrols. Does not own requests and what
becomes of them (requests, procedures), places, posts, photos.
"""
