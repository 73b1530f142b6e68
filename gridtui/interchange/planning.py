"""Dry runs: what a file would change in the store, with nothing written."""
