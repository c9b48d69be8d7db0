"""What programs that train reward models share: options, split by problem, and the run from data to model."""

from __future__ import annotations

import argparse
import hashlib
import shutil
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from datasets import Dataset
from transformers import PreTrainedTokenizerFast

from training.data.examples import read_jsonl
from training.data.tokenizer import load_tokenizer
from training.policy.causal_attention import use_causal_products
from training.reward.preference_model import load_preference_model
from training.reward.score_trainer import ScoreTrainer
from training.run.arguments import add_run_arguments
from training.run.best_model import BestModel
from training.run.processes import is_first_process, process_count
from training.run.program import (
    checkpoint_folder,
    emit_done,
    emit_model,
    learning_rate_schedule,
    open_budget,
    plan_batches,
    prepare_process,
    run_training,
    trainer_settings,
)
from training.run.progress import Progress, emit


class Examples(Protocol):
    """Tokenised examples of a reward model."""

    @property
    def questions(self) -> list[str]: ...
    @property
    def repeated(self) -> int: ...
    @property
    def too_long(self) -> int: ...
    @property
    def tokens(self) -> int: ...
    def __len__(self) -> int: ...
    def split(self, held_out: set[str]) -> tuple[Examples, Examples]: ...
    def dataset(self) -> Dataset: ...


def reward_parser(description: str | None, columns: str) -> argparse.ArgumentParser:
    """The options of every program that trains a reward model; `columns` are those of its data."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = parser.add_argument_group("data")
    data.add_argument("--data", type=Path, nargs="+", required=True, help=f"JSON Lines with {columns}")
    data.add_argument("--eval-data", type=Path, nargs="+", help="held-out JSON Lines; else --eval-share of --data")
    data.add_argument(
        "--eval-share",
        type=float,
        default=0.05,
        help="share of held-out problems, with all of theirs (default %(default)s)",
    )
    data.add_argument("--max-tokens", type=int, default=1024, help="longer texts are left out (default %(default)s)")
    model = parser.add_argument_group("model")
    model.add_argument(
        "--model", type=Path, required=True, help="checkpoint folder of the policy (or of a PPM, to go on)"
    )
    model.add_argument(
        "--patience",
        type=int,
        default=3,
        help="evaluations without a lower loss that end the run; 0: none do (default %(default)s)",
    )
    add_run_arguments(parser)
    parser.set_defaults(learning_rate=2e-4, warmup_steps=20, eval_steps=100, save_steps=100)
    return parser


def train_reward_model(
    args: argparse.Namespace,
    *,
    read: Callable[[Iterable[dict[str, Any]], PreTrainedTokenizerFast], Examples],
    make_trainer: Callable[..., ScoreTrainer],
    scale: float,
) -> None:
    """Reads, trains and saves the model of the lowest evaluation loss (the last one where nothing is held out).

    `make_trainer` gets settings of TrainingArguments and the trainer's own arguments.
    """
    use_cpu = prepare_process(args)
    tokenizer = load_tokenizer(args.model)
    train, held_out = _examples(args, tokenizer, read)
    model = load_preference_model(args.model, tokenizer, scale=scale, seed=args.seed)
    if use_cpu and process_count() == 1:  # several processes use the stock forward, with a mask
        use_causal_products(model)
    data = train.dataset()
    plan = plan_batches(args, data, len(train))
    emit_model(model, plan, use_cpu=use_cpu)
    budget, last = open_budget(args, train.tokens)
    best = BestModel(checkpoint_folder(args) / "best", patience=args.patience or None) if len(held_out) else None
    if best and last:
        best.resume(int(last.rsplit("-", 1)[1]))
    progress = Progress(budget)
    trainer = make_trainer(
        trainer_settings(args, plan, use_cpu=use_cpu, evaluate=len(held_out) > 0),
        model=model,
        train_dataset=data,
        eval_dataset=held_out.dataset() if len(held_out) else None,
        processing_class=tokenizer,
        callbacks=[progress],
        budget=budget,
        batch_tokens=plan.tokens,
        schedule=learning_rate_schedule(args),
        best=best,
        pad_id=tokenizer.pad_token_id,
    )
    run_training(trainer, progress, last=last)
    if best is None:
        trainer.save_model(str(args.out))
    elif is_first_process():
        shutil.copytree(best.folder, args.out, dirs_exist_ok=True, ignore=shutil.ignore_patterns(best.FILE))
    metrics = {f"eval{key[0].upper()}{key[1:]}": value for key, value in best.metrics.items()} if best else {}
    emit_done(trainer, args.out, **metrics, bestStep=best.step if best else None, ppmScale=scale)


def _examples(
    args: argparse.Namespace,
    tokenizer: PreTrainedTokenizerFast,
    read: Callable[[Iterable[dict[str, Any]], PreTrainedTokenizerFast], Examples],
) -> tuple[Examples, Examples]:
    examples = read(chain.from_iterable(map(read_jsonl, args.data)), tokenizer)
    if args.eval_data:
        train, held_out = examples, read(chain.from_iterable(map(read_jsonl, args.eval_data)), tokenizer)
    else:
        train, held_out = examples.split(held_out_questions(examples.questions, args.eval_share, seed=args.seed))
    if not len(train):
        raise SystemExit(
            f"Cannot train as no example is left: {args.data} has {len(examples)} of at most {args.max_tokens} tokens"
        )
    emit(
        "data",
        examples=len(train),
        evalExamples=len(held_out),
        problems=len(set(train.questions)),
        evalProblems=len(set(held_out.questions)),
        tokens=train.tokens,
        repeated=train.repeated,
        tooLong=train.too_long,
    )
    return train, held_out


def held_out_questions(questions: Iterable[str], share: float, *, seed: int = 0) -> set[str]:
    """About `share` of the distinct questions, at least one of several; none where `share` is 0.

    Whole problems are held out, so that no pair of a problem that is trained on is measured.

    Those with the least seeded hash: a question keeps its side when others come or go, but for those at the border.
    """
    distinct = set(questions)
    if share <= 0 or len(distinct) < 2:
        return set()
    count = min(len(distinct) - 1, max(1, round(len(distinct) * share)))
    return set(sorted(distinct, key=lambda question: _hash(question, seed))[:count])


def _hash(question: str, seed: int) -> bytes:
    return hashlib.blake2b(question.encode(), key=str(seed).encode(), digest_size=8).digest()
