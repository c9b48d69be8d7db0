"""Texts as token ids: the step format, the tokenizer, examples and their batches."""
