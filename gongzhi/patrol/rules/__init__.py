"""Pure rules of patrols."""
