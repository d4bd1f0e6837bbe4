"""Laporan pagi: what a day, a week or a month brought, kept as it was told, in every form that an office needs."""
