"""Early warning; waits for its issue."""
