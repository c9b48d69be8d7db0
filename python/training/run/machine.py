"""What training adapts to the machine: bf16 where the hardware has instructions for it, and an allocator that keeps memory."""

from __future__ import annotations

import ctypes
import os
import sys

import torch

_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_MAX = -1, -2, -4


def computes_bf16(*, use_cpu: bool) -> bool:
    """Whether to compute in bf16: as `accelerate launch` says, else where the hardware has instructions for it.

    Weights, optimizer and checkpoints are f32 either way. A CPU without instructions for it imitates it: with AVX-512 alone
    a product then takes 3 times as long as in f32.
    """
    asked = os.environ.get("ACCELERATE_MIXED_PRECISION")
    if asked is not None:
        return asked == "bf16"
    if not use_cpu:
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return any(found for name, found in torch.cpu.get_capabilities().items() if "bf16" in name)


def keep_freed_memory() -> bool:
    """Makes malloc keep freed memory for reuse. Returns False, changing nothing, where the C library is not glibc.

    glibc gives large blocks back to the kernel at once, and every activation of every step is then paged in anew. Measured
    with the embedded policy: 7 % more tokens a CPU second.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        libc = ctypes.CDLL("libc.so.6")
        mallopt = libc.mallopt
    except (OSError, AttributeError):
        return False
    mallopt.argtypes, mallopt.restype = [ctypes.c_int, ctypes.c_int], ctypes.c_int
    return bool(mallopt(_M_MMAP_MAX, 0) and mallopt(_M_TRIM_THRESHOLD, 2**31 - 1) and mallopt(_M_TOP_PAD, 64 << 20))
