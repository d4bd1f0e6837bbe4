"""Screens that look across the house: home and search."""
