"""Views of ways in."""
