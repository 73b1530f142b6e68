"""What the records say when they are read together: likeness, suggestions. Reads only."""
