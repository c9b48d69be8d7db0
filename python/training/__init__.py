"""Training of policies and process preference models: tokenizer, supervised fine-tuning, export to GGUF."""

from training.parent import end_with_parent

end_with_parent()
