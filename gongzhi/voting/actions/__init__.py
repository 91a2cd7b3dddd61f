"""Writes of voting, one module a group of verbs."""
