"""Files that people attach: checked, re-encoded, private.

Owns: stored files and what may enter. Does not own: who may see one (the context of the matter). Enter by `public`.
"""
