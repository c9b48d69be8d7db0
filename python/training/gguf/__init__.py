"""What the export writes into a GGUF file, and what it refuses since llama.cpp would compute it differently."""
