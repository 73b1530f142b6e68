"""Hot issues 热点: the matters that several residents raised."""
