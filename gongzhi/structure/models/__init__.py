"""Tables of structure, one module a row of the requirements."""
