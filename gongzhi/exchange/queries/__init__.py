"""The reads of exchange."""
