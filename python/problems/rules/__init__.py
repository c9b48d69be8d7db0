"""Rules that turn each sentence of a question into a step of Python."""
