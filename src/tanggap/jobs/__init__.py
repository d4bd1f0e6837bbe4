"""The one door to the queue."""
