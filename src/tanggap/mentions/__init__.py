"""Mentions, the watches that keep them, and their judgements."""
