"""The options that every training program has: budget, batches, learning rate, seeds, checkpoints."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the group "run". A program with other defaults calls `parser.set_defaults` afterwards."""
    run = parser.add_argument_group("run")
    run.add_argument("--out", type=Path, required=True, help="folder of the trained model; checkpoints/ inside")
    run.add_argument("--minutes", type=float, help="time budget")
    run.add_argument("--token-budget", type=int, help="token budget")
    run.add_argument("--epochs", type=int, default=1, help="passes over the data (default %(default)s)")
    run.add_argument("--batch-tokens", type=int, default=4096, help="padded tokens of a batch (default %(default)s)")
    run.add_argument(
        "--batch-examples",
        type=int,
        help="about so many examples (of a PPM: pairs) a step, over all processes: as many batches as that takes "
        "(default: a step is one batch of each process)",
    )
    run.add_argument("--learning-rate", type=float, default=1.5e-3, help="peak (default %(default)s)")
    run.add_argument("--schedule", choices=["linear", "cosine", "trapezoid"], default="linear")
    run.add_argument("--warmup-steps", type=int, default=100)
    run.add_argument("--end-share", type=float, default=0.02, help="last learning rate / peak (default %(default)s)")
    run.add_argument("--beta2", type=float, default=0.98)
    run.add_argument("--weight-decay", type=float, default=0.05)
    run.add_argument("--seed", type=int, default=0)
    run.add_argument("--threads", type=int, help="CPU threads (default: all)")
    run.add_argument("--cpu", action="store_true", help="use no accelerator")
    run.add_argument("--log-steps", type=int, default=25)
    run.add_argument("--eval-steps", type=int, default=500)
    run.add_argument("--save-steps", type=int, default=500)
    run.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --out, if there is one")
