"""Issues 诉求 from the door to their end: their steps, clocks, whistles, and what is guessed of them."""
