"""Pure rules of standards."""
