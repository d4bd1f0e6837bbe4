"""Stories: mentions about one matter, their duplicates and their changes."""
