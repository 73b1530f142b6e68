"""What is computed from rows in the same transaction: states, counts, the search index."""
