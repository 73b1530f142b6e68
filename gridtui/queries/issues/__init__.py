"""Reading issues: lists, the board, figures, clocks, whistles and hot issues."""
