"""Workflow tables: from, verb, to, role, guard."""
