"""Plug-ins that read mentions out of feeds and files: one file, one kind."""
