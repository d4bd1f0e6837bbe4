"""Courses, competence, case library; waits for its issue."""
