"""Pages of sources and imports."""
