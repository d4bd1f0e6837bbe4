"""Unit tree, people, roles, sign-in, access rules and the pages of the audit trail."""
