"""Pure Python that every context may use: errors, clock, ids, entropy, working time, hashing. No Django."""
