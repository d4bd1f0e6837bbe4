"""The one door to the queue: only this package imports the queue library."""
