"""Charts of what is said: attention, tone, outlets, topics, places."""
