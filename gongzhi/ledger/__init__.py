"""What happened, so that nobody can alter it unseen.

Owns: entries (hash-chained per stream), openings of their commitments, the Merkle tree over all entries, signed heads,
proofs, verification, export. Does not own: what an entry means (the recording context registers its tags), who may act
(`access`), the persons (`people`). Enter by `public`.
"""
