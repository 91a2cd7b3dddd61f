"""Pure rules of the two lists."""
