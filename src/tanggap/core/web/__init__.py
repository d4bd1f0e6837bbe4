"""Feeds, pages, addresses and dates, as pure functions over bytes and text."""
