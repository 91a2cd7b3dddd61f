"""The page of figures and its table for Excel."""
