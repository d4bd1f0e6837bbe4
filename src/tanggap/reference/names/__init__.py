"""Officials and programmes: names that are public because of an office, for as long as they hold."""
