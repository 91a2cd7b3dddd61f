"""Stories: a pack's community settled and lived through the public actions of every context.

Owns: settling a community (places, bodies, posts, persons), the quarter that a story lives, the figures it proves, the
demo. The same code is the demo, the proof and the load. Owns no tables. Enter by `public`.
"""
