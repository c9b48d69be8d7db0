"""Trains a model that regresses on Q-values (PQM), to compare with the PPM trained on pairs of the same trees.

    python -m pqm.train --data values.jsonl --model policy/ --out pqm/ --minutes 10

It runs in the environment of `python/training`; PYTHONPATH has `python` and the folder of this package.

Rows: {"question", "prefix", "value"} (see step_values.py). The loss is the mean squared error between tanh(score / scale)
and the value. The checkpoint is a PPM's, so export and search are those of a PPM, with ppmScale = --scale.
"""

from __future__ import annotations

import argparse

from transformers import TrainingArguments

from pqm.step_values import read_values
from pqm.trainer import ValueTrainer
from training.reward.run import reward_parser, train_reward_model


def arguments() -> argparse.ArgumentParser:
    parser = reward_parser(__doc__, '"question", "prefix" and "value"')
    parser.add_argument(
        "--scale", type=float, default=1.0, help="the prediction is tanh(score / scale) (default %(default)s)"
    )
    return parser


def main(argv: list[str] | None = None) -> None:
    args = arguments().parse_args(argv)
    train_reward_model(
        args,
        read=lambda rows, tokenizer: read_values(rows, tokenizer, max_tokens=args.max_tokens),
        make_trainer=lambda settings, **options: ValueTrainer(
            args=TrainingArguments(**settings), scale=args.scale, **options
        ),
        scale=args.scale,
    )


if __name__ == "__main__":
    main()
