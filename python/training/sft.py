"""Supervised fine-tuning of a policy, from nothing or from a checkpoint, on demonstrations or self-found solutions.

    python -m training.sft --data demonstrations.jsonl --tokenizer tokenizer/ --out policy/ --minutes 60
    python -m training.sft --data sft.jsonl --model policy/ --out policy-1/ --minutes 10 --learning-rate 5e-4
    python -m training.sft ... --resume            # resumes from the last checkpoint in --out
    accelerate launch --config_file docs/recipes/fsdp.yaml -m training.sft ...     # a large model, shared among GPUs

JSON lines on stdout (see progress.py), the model in Hugging Face format in --out. Each example is seen once an epoch. A
base without the tokens of the step format gets them (step_tokens.py).
"""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast, Qwen2ForCausalLM
from trl import SFTConfig

from training.data.examples import TokenizedExamples, read_jsonl, tokenize_examples
from training.data.tokenizer import load_tokenizer
from training.policy.causal_attention import use_causal_products
from training.policy.model import PolicySize, new_policy
from training.policy.step_tokens import add_step_tokens, fit_rows
from training.policy.trainer import PolicyTrainer
from training.run.arguments import add_run_arguments
from training.run.processes import process_count
from training.run.program import (
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


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = PolicySize()
    data = parser.add_argument_group("data")
    data.add_argument("--data", type=Path, nargs="+", required=True, help='JSON Lines with "question" and "solution"')
    data.add_argument(
        "--eval-data", type=Path, nargs="+", help="held-out JSON Lines; else the last --eval-count of --data"
    )
    data.add_argument("--eval-count", type=int, default=512, help="held-out examples (default %(default)s)")
    data.add_argument("--max-tokens", type=int, default=1024, help="longer examples are left out (default %(default)s)")
    data.add_argument("--keep-repeats", action="store_true", help="train on repeated examples as often as they come")
    data.add_argument(
        "--train-on-output", action="store_true", help="learn the tool's output too, as the official code does"
    )
    model = parser.add_argument_group("model")
    model.add_argument("--model", type=Path, help="checkpoint folder to go on from (its tokenizer is used)")
    model.add_argument("--tokenizer", type=Path, help="tokenizer folder of a new model")
    for name in ("hidden", "layers", "heads", "kv_heads", "feed_forward", "positions", "rows"):
        default = getattr(size, name)
        model.add_argument(
            f"--{name.replace('_', '-')}", type=int, default=default, help=f"of a new model (default {default})"
        )
    model.add_argument("--rope-theta", type=float, default=size.rope_theta, help="of a new model (default %(default)s)")
    add_run_arguments(parser)
    return parser


def _examples(
    args: argparse.Namespace, tokenizer: PreTrainedTokenizerFast
) -> tuple[TokenizedExamples, TokenizedExamples]:
    options = {
        "max_tokens": args.max_tokens,
        "keep_repeats": args.keep_repeats,
        "train_on_output": args.train_on_output,
    }
    examples = tokenize_examples(chain.from_iterable(map(read_jsonl, args.data)), tokenizer, **options)
    if args.eval_data:
        held_out = tokenize_examples(chain.from_iterable(map(read_jsonl, args.eval_data)), tokenizer, **options)
        train = examples
    else:
        train, held_out = examples.split(min(args.eval_count, len(examples) // 10))
    if not len(train):
        raise SystemExit(
            f"Cannot train as no example is left: {args.data} has {len(examples)} of at most {args.max_tokens} tokens"
        )
    emit(
        "data",
        examples=len(train),
        evalExamples=len(held_out),
        tokens=int(train.lengths.sum()),
        learntTokens=int(train.learnt.sum()),
        repeated=train.repeated,
        tooLong=train.too_long,
    )
    return train, held_out


def main(argv: list[str] | None = None) -> None:
    parser = arguments()
    args = parser.parse_args(argv)
    if not args.model and not args.tokenizer:
        parser.error("give --model (go on from a checkpoint) or --tokenizer (make a new model)")
    use_cpu = prepare_process(args)
    tokenizer = load_tokenizer(args.model or args.tokenizer)
    add_step_tokens(tokenizer)
    train, held_out = _examples(args, tokenizer)
    if args.model:
        model = Qwen2ForCausalLM.from_pretrained(str(args.model), dtype=torch.float32, attn_implementation="sdpa")
        fit_rows(model, tokenizer, seed=args.seed)
    else:
        names = ("hidden", "layers", "heads", "kv_heads", "feed_forward", "positions", "rows", "rope_theta")
        model = new_policy(PolicySize(**{name: getattr(args, name) for name in names}), tokenizer, args.seed)
    if use_cpu and process_count() == 1:  # several processes use the stock loss, with a mask
        use_causal_products(model)
    data = train.dataset()
    plan = plan_batches(args, data, len(train))
    emit_model(model, plan, use_cpu=use_cpu)
    budget, last = open_budget(args, int(train.lengths.sum()))
    config = SFTConfig(
        **trainer_settings(args, plan, use_cpu=use_cpu, evaluate=len(held_out) > 0),
        dataset_kwargs={"skip_prepare_dataset": True},
        max_length=None,
    )
    progress = Progress(budget)
    trainer = PolicyTrainer(
        model=model,
        args=config,
        train_dataset=data,
        eval_dataset=held_out.dataset() if len(held_out) else None,
        processing_class=tokenizer,
        callbacks=[progress],
        budget=budget,
        batch_tokens=plan.tokens,
        schedule=learning_rate_schedule(args),
        pad_id=tokenizer.pad_token_id,
    )
    metrics = run_training(trainer, progress, last=last)
    trainer.save_model(str(args.out))
    emit_done(trainer, args.out, evalLoss=metrics.get("eval_loss"), exact=metrics.get("eval_exact"))


if __name__ == "__main__":
    main()
