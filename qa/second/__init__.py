"""A second document that answers as well, and where the two disagree."""
