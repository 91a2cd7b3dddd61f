"""Packs: what a city says about levels, bodies, posts, procedures, request types. Data, never code.

Owns: the schema, reading and checking a folder of YAML, the revisions kept whole by hash, the pages that show a pack.
Does not own: what a permission allows (`access`), how a procedure runs (`procedures`). Enter by `public`.
"""
