"""Benchmarks: figures as ratios to the bare database of the same run."""
