"""The append-only trail: record, announce, seal."""
