"""Fact sheets, drafts, checks, approvals, letters; waits for its issue."""
