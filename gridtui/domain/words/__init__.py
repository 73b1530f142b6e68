"""Text and values: made clean, told apart, searched, and said in words."""
