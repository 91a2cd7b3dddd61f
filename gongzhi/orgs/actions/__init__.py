"""Writes, each in one transaction with its entry in the ledger; one module a subject."""
