"""One-machine supervisor: embedded PostgreSQL, web and one judging process."""
