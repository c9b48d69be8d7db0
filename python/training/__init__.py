"""Training of policies and process preference models: tokenizer, supervised fine-tuning, export to GGUF."""

import os

from training.run.parent import end_with_parent

os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
os.environ.setdefault("HF_HUB_OFFLINE", "1")  # everything is local: never wait for a network
end_with_parent()
