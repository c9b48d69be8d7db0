"""Runs demonstrations under limits and compares what they print with the expected answers."""
