"""A model that regresses on Q-values (PQM): what the paper compares its PPM with (§4.4)."""

import importlib

importlib.import_module("training")  # first, as it sets the environment of the libraries
