"""What programs of others use: Open311 GeoReport v2, the API of our own, and the tokens that open both.

Owns: tokens, what a program sent (for repeats and for its own view). Does not own: any act or read behind it; those
are the same actions and queries as the pages use, with the same visibility. Enter by `public`; see docs/api.md.
"""
