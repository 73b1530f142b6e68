"""Reading what is done together: lists of any noun, the promise chain, matches, figures, what is due."""
