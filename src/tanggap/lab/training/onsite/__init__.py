"""Teaching a shipped model what an office corrected: a candidate with its report, which a person may then promote."""
