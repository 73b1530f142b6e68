"""Reading places: organisations, grids, buildings, courtyards, and what is where."""
