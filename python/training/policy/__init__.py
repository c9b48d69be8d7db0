"""The policy: its model, its attention on a CPU, the tokens it needs, and the trainer for its fine-tuning."""
