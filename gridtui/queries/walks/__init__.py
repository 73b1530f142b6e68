"""Reading visits and walks: what is due, what was promised, sheets and the diary."""
