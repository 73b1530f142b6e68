"""Places: organisations, grids, buildings, and the doors in them."""
