"""Search over mentions, stories and issues."""
