"""Boundaries of places: read from what an office has, made small, matched to the register."""
