"""The inbox of stories, one story, and what is done to it."""
