"""Rules of ways in."""
