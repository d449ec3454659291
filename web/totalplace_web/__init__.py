"""Scripts and styles of the maps."""
