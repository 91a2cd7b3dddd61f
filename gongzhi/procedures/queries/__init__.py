"""The reads of the engine."""
