"""Plug-ins that deliver messages; waits for its issue."""
