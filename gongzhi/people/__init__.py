"""Persons, their accounts and contacts; purposes of personal fields, masks, reveal, erasure.

Owns: `Person`, `Account`, contact data (encrypted), sign-in, the register of purposes. Does not own: posts (`orgs`),
complainants' bond to a request (`requests`). Enter by `public`.
"""
