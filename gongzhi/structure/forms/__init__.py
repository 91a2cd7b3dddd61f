"""Forms of the structure, one module a row."""
