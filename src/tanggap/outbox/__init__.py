"""Deliveries in the app, by mail and by every other channel, with retries and a log."""
