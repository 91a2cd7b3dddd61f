"""Template filters of the structure."""
