"""The demo: a small office, a few invented outlets on local ports, and a month of made-up events."""
