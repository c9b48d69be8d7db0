"""Rules for the final questions, a file for each group of the Mathematics Dataset's modules."""
