"""Near-duplicates and stories, online."""
