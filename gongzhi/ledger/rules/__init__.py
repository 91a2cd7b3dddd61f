"""Pure rules of the ledger: canonical bytes, the Merkle tree, checking. No Django."""
