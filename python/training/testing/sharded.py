"""Runs training programs with a sharded model on CPUs, for tests; several one after the other, with THEN between them.

    accelerate launch --config_file docs/recipes/fsdp.yaml --num_processes 2 -m training.testing.sharded sft --cpu ...

Accelerate shards models of processes with an accelerator only: CPU processes are MULTI_CPU, for which AcceleratorState
(accelerate 1.15, state.py, `elif self.distributed_type in [DistributedType.MULTI_GPU, ...]`) passes the FSDP plugin
over without a word. Here they call themselves MULTI_GPU. The rest is what runs on GPUs, but for gloo in place of NCCL.
"""

from __future__ import annotations

import os
import runpy
import sys
from typing import Any

from accelerate import DistributedType, PartialState

THEN = "--then"

_init = PartialState.__init__


def _init_as_gpu(self: PartialState, cpu: bool = False, **kwargs: Any) -> None:
    _init(self, cpu=cpu, **kwargs)
    if self.distributed_type == DistributedType.MULTI_CPU:
        self.distributed_type = DistributedType.MULTI_GPU


if __name__ == "__main__":
    os.environ["ACCELERATE_TORCH_DEVICE"] = "cpu"  # else the state would ask which GPU is its own
    PartialState.__init__ = _init_as_gpu
    words = sys.argv[1:]
    while words:
        end = words.index(THEN) if THEN in words else len(words)
        sys.argv, words = words[:end], words[end + 1 :]
        runpy.run_module(f"training.{sys.argv[0]}", run_name="__main__", alter_sys=True)
