"""Problems for growing the embedded model: generation, and rule-based demonstrations of the easy ones."""
