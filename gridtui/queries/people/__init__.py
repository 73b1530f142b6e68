"""Reading households and people: lists, cards, who serves where, privacy."""
