"""Pages of mentions, watches and bad rows."""
