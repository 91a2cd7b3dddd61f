"""Pure rules of duty."""
