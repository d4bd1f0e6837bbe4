"""The steps of the way, as plain functions: ids in, ids out. Each may run twice and ends in the same rows."""
