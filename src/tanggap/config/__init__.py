"""Settings, URLs and server entry points: wiring only."""
