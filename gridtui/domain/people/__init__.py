"""People and households, who serves them, visits to them, and what their privacy asks."""
