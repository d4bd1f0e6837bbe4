"""The office's own boundaries of its regencies and cities, for the map among the charts."""
