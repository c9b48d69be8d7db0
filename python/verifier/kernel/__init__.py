"""What the kernel is asked for: filters of system calls, Landlock, limits, and calls that Python lacks."""
