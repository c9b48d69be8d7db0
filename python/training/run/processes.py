"""What a process knows of the others when `accelerate launch` started several. Alone, it is the first of one.

Read from the environment that every launcher sets, so that it is known before a trainer exists.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import torch


def process_count() -> int:
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first_process() -> bool:
    """Whether this is the process that writes and whose clock counts."""
    return int(os.environ.get("RANK", "0")) == 0


def totals(values: Sequence[float], device: torch.device | str = "cpu") -> list[float]:
    """The sum over all processes of each value. Every process must call it, equally often."""
    if process_count() == 1:
        return list(values)
    tensor = torch.tensor(values, dtype=torch.float64, device=device)
    torch.distributed.all_reduce(tensor)
    return tensor.tolist()
