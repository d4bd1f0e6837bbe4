"""Tone of a mention towards units, officials and programmes: how it stands, and people's word on it."""
