"""Plug-ins that draft statements; waits for its issue."""
