"""The assessment rubric; waits for its issue."""
