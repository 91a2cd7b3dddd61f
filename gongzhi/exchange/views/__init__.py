"""Edges of exchange: the desk's page of tokens, and Open311."""
