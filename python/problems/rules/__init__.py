"""Rules that turn one sentence of a question into one step of Python."""
