"""Filling other people's forms: an upper office's empty xlsx, from a list of the store."""
