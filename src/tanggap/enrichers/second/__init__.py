"""Second readers: slow, paid or outside of the house, switched on by an office, never in the way of judging."""
