"""Pure rules of structure."""
