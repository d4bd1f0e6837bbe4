"""JSON API v1 for outside callers; waits for its issue."""
