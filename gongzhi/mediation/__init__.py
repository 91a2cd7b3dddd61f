"""Mediation (调解, row C5): cases between two sides, who mediates, the forms of the steps, agreements, calling back.

Owns the sides' data, which only who mediates the case reads. Does not own steps and clocks (procedures), the requests
from which a case may come (requests)."""
