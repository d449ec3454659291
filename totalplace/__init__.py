"""Total Place, again: one register and one count of everything the public bodies of a place own and spend."""
