"""Training of policies and process preference models: tokenizer, supervised fine-tuning, export to GGUF."""
