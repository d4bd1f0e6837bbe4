"""Regions, topics and their rules, officials, holidays."""
