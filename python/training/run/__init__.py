"""What surrounds every training: arguments, budget, progress, checkpoints, processes and their hardware."""
