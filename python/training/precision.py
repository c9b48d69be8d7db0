"""The numbers that models are computed in: bf16 where the hardware has instructions for it, else f32.

Weights, optimizer and checkpoints are f32 either way.
"""

from __future__ import annotations

import os

import torch


def computes_bf16(*, use_cpu: bool) -> bool:
    """Whether to compute in bf16: where `accelerate launch` was told which numbers, as it was told.

    A CPU without instructions for it imitates it: with AVX-512 alone a product then takes 3 times as long as in f32.
    """
    told = os.environ.get("ACCELERATE_MIXED_PRECISION")
    if told is not None:
        return told == "bf16"
    if not use_cpu:
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return any(found for name, found in torch.cpu.get_capabilities().items() if "bf16" in name)
