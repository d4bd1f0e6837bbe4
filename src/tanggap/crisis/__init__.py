"""Rooms, checklists, decisions, drills; waits for its issue."""
