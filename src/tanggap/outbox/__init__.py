"""Deliveries by every channel; waits for its issue."""
