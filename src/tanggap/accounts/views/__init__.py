"""Pages of people, units, the trail and one's own account."""
