"""Issues that people own: triage, assignment, clocks, history."""
