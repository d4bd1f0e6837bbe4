"""Activity register, coverage, calendar, campaigns; waits for its issue."""
