"""Actions of ways in."""
