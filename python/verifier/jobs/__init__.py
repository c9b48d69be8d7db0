"""The supervisor's side: jobs, the children that run them, their limits and verdicts."""
