"""A model that regresses on Q-values (PQM): what the paper compares its PPM with (§4.4)."""
