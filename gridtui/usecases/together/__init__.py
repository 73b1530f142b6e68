"""Use cases on working together: records of every declared noun, and what follows from some of them."""
