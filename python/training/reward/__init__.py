"""Reward models: the PPM and its loss (Eq. 4), pairs, trainers, and the run that they share."""
