"""Brands, surveys, metrics, shocks, effects; waits for its issue."""
