"""Pure rules of insight: the sums of the cube, spans of time."""
