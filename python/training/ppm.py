"""Trains a process preference model (PPM) on preference pairs, from the policy of its round.

    python -m training.ppm --data pairs.jsonl --model policy/ --out ppm/ --minutes 10
    python -m training.ppm --data pairs.jsonl --model policy/ --out ppm/ --loss-on tanh
    python -m training.ppm ... --resume            # resumes from the last checkpoint in --out
    python -m training.export_gguf ppm/ ppm.gguf --type f16

Rows: {"question", "prefix", "chosen", "rejected", "weight", "kind"} (see preference_pairs.py). JSON lines on stdout (see
progress.py). --out gets the model of the lowest loss on held-out problems. `--loss-on raw` is the official training: the
loss sees scores before tanh, and tanh(score / 5) is applied when the model is used. `--loss-on tanh` is the paper's: the
loss sees tanh(score), and so does the search. "ppmScale" in the last event, and `ppm_scale` in config.json, is that divisor.

An outcome reward model (ORM) is this very program on pairs of whole solutions ("prefix" empty, "kind" "trajectory"): same
loss, same checkpoint, same export. Nothing here depends on what the texts are.
"""

from __future__ import annotations

import argparse
from typing import Any

from trl import RewardConfig

from training.reward.preference_pairs import read_pairs
from training.reward.preference_trainer import PreferenceTrainer
from training.reward.run import reward_parser, train_reward_model

OFFICIAL_SCALE = 5.0
"""The official code's divisor for scores that were trained without tanh."""


def arguments() -> argparse.ArgumentParser:
    parser = reward_parser(__doc__, '"question", "prefix", "chosen", "rejected", "weight" and "kind"')
    parser.add_argument(
        "--loss-on", choices=["raw", "tanh"], default="raw", help="scores before or after tanh (default %(default)s)"
    )
    return parser


def main(argv: list[str] | None = None) -> None:
    args = arguments().parse_args(argv)

    def make_trainer(settings: dict[str, Any], **options: Any) -> PreferenceTrainer:
        config = RewardConfig(**settings, max_length=None)
        return PreferenceTrainer(args=config, loss_on=args.loss_on, **options)

    train_reward_model(
        args,
        read=lambda rows, tokenizer: read_pairs(rows, tokenizer, max_tokens=args.max_tokens),
        make_trainer=make_trainer,
        scale=OFFICIAL_SCALE if args.loss_on == "raw" else 1.0,
    )


if __name__ == "__main__":
    main()
