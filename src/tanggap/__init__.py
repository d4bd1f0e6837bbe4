"""Tanggap: issue management and public communication for a provincial government."""
