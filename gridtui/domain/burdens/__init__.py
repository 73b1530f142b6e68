"""What offices above ask of this one on paper: each request, and the list of what they may ask for."""
