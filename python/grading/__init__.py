"""Whether two answers are the same, decided exactly by SymPy: each is read whole, or not at all. Runs in the sandbox only."""
