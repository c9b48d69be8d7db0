"""Synthetic data and ways to run programs, for the tests of training."""
