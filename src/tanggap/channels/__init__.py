"""Plug-ins that deliver messages: one file, one channel."""
