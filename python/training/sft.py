"""Supervised fine-tuning of a policy, from nothing or from a checkpoint, on demonstrations or self-found solutions.

    python -m training.sft --data demonstrations.jsonl --tokenizer tokenizer/ --out policy/ --minutes 60
    python -m training.sft --data sft.jsonl --model policy/ --out policy-1/ --minutes 10 --learning-rate 5e-4
    python -m training.sft ... --resume            # goes on from the last checkpoint in --out

JSON lines on stdout (see progress.py), the model in Hugging Face format in --out. Each example is seen once.
"""

from __future__ import annotations

import argparse
import json
import os
import warnings
from itertools import chain
from pathlib import Path

os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
os.environ.setdefault("HF_HUB_OFFLINE", "1")  # everything is local: never wait for a network

import torch
from transformers import PrinterCallback, Qwen2ForCausalLM
from transformers.trainer_utils import get_last_checkpoint
from trl import SFTConfig

from training.allocator import keep_freed_memory
from training.budget import Budget
from training.causal_attention import use_causal_products
from training.examples import TokenizedExamples, read_jsonl, tokenize_examples
from training.policy_model import PolicySize, new_policy
from training.policy_trainer import PolicyTrainer
from training.progress import BUDGET_FILE, Progress, emit
from training.tokenizer import load_tokenizer


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = PolicySize()
    data = parser.add_argument_group("data")
    data.add_argument("--data", type=Path, nargs="+", required=True, help='JSON Lines with "question" and "solution"')
    data.add_argument("--eval-data", type=Path, nargs="+", help="held-out JSON Lines; else the last --eval-count of --data")
    data.add_argument("--eval-count", type=int, default=512, help="held-out examples (default %(default)s)")
    data.add_argument("--max-tokens", type=int, default=1024, help="longer examples are left out (default %(default)s)")
    data.add_argument("--keep-repeats", action="store_true", help="train on repeated examples as often as they come")
    data.add_argument("--train-on-output", action="store_true", help="learn the tool's output too, as the official code does")
    model = parser.add_argument_group("model")
    model.add_argument("--model", type=Path, help="checkpoint folder to go on from (its tokenizer is used)")
    model.add_argument("--tokenizer", type=Path, help="tokenizer folder of a new model")
    for name in ("hidden", "layers", "heads", "kv_heads", "feed_forward", "positions", "rows"):
        default = getattr(size, name)
        model.add_argument(f"--{name.replace('_', '-')}", type=int, default=default, help=f"of a new model (default {default})")
    model.add_argument("--rope-theta", type=float, default=size.rope_theta, help="of a new model (default %(default)s)")
    run = parser.add_argument_group("run")
    run.add_argument("--out", type=Path, required=True, help="folder of the trained model; checkpoints/ inside")
    run.add_argument("--minutes", type=float, help="time budget")
    run.add_argument("--token-budget", type=int, help="token budget")
    run.add_argument("--epochs", type=int, default=1, help="passes over the data (default %(default)s)")
    run.add_argument("--batch-tokens", type=int, default=4096, help="padded tokens a step (default %(default)s)")
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
    return parser


def _examples(args: argparse.Namespace, tokenizer) -> tuple[TokenizedExamples, TokenizedExamples]:
    options = {
        "max_tokens": args.max_tokens, "keep_repeats": args.keep_repeats, "train_on_output": args.train_on_output,
    }
    examples = tokenize_examples(chain.from_iterable(map(read_jsonl, args.data)), tokenizer, **options)
    if args.eval_data:
        held_out = tokenize_examples(chain.from_iterable(map(read_jsonl, args.eval_data)), tokenizer, **options)
        train = examples
    else:
        train, held_out = examples.split(min(args.eval_count, len(examples) // 10))
    if not len(train):
        raise SystemExit(f"Cannot train as no example is left: {args.data} has {len(examples)} of at most {args.max_tokens} tokens")
    emit(
        "data", examples=len(train), evalExamples=len(held_out), tokens=int(train.lengths.sum()),
        learntTokens=int(train.learnt.sum()), repeated=train.repeated, tooLong=train.too_long,
    )
    return train, held_out


def main(argv: list[str] | None = None) -> None:
    parser = arguments()
    args = parser.parse_args(argv)
    if not args.model and not args.tokenizer:
        parser.error("give --model (go on from a checkpoint) or --tokenizer (make a new model)")
    warnings.filterwarnings("ignore", message=".*pin_memory.*")
    keep_freed_memory()
    if args.threads:
        torch.set_num_threads(args.threads)
    use_cpu = args.cpu or not torch.cuda.is_available()
    tokenizer = load_tokenizer(args.model or args.tokenizer)
    train, held_out = _examples(args, tokenizer)
    if args.model:
        model = Qwen2ForCausalLM.from_pretrained(str(args.model), dtype=torch.float32, attn_implementation="sdpa")
    else:
        names = ("hidden", "layers", "heads", "kv_heads", "feed_forward", "positions", "rows", "rope_theta")
        model = new_policy(PolicySize(**{name: getattr(args, name) for name in names}), tokenizer, args.seed)
    if use_cpu:
        use_causal_products(model)
    emit("model", parameters=model.num_parameters(), vocabulary=model.config.vocab_size, device="cpu" if use_cpu else "cuda")

    checkpoints = args.out / "checkpoints"
    budget = Budget(
        tokens=args.token_budget,
        seconds=args.minutes * 60 if args.minutes else None,
        available_tokens=int(train.lengths.sum()) * args.epochs,
    )
    last = get_last_checkpoint(str(checkpoints)) if args.resume and checkpoints.is_dir() else None
    if last:
        budget.restore(json.loads((Path(last) / BUDGET_FILE).read_text(encoding="utf-8")))
        emit("resume", checkpoint=Path(last).name, tokens=budget.used_tokens)
    config = SFTConfig(
        output_dir=str(checkpoints),
        use_cpu=use_cpu,
        bf16=True,
        activation_checkpointing=False,
        dataset_kwargs={"skip_prepare_dataset": True},
        remove_unused_columns=False,
        max_length=None,
        num_train_epochs=args.epochs,
        learning_rate=args.learning_rate,
        optim="adamw_torch_fused",
        adam_beta1=0.9,
        adam_beta2=args.beta2,
        weight_decay=args.weight_decay,
        max_grad_norm=1.0,
        eval_strategy="steps" if len(held_out) else "no",
        eval_steps=args.eval_steps,
        save_strategy="steps",
        save_steps=args.save_steps,
        save_total_limit=2,
        logging_steps=args.log_steps,
        logging_nan_inf_filter=False,
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=False,
        seed=args.seed,
        data_seed=args.seed,
    )
    progress = Progress(budget)
    trainer = PolicyTrainer(
        model=model,
        args=config,
        train_dataset=train.dataset(),
        eval_dataset=held_out.dataset() if len(held_out) else None,
        processing_class=tokenizer,
        callbacks=[progress],
        budget=budget,
        batch_tokens=args.batch_tokens,
        schedule={"schedule": args.schedule, "warmup_steps": args.warmup_steps, "end_share": args.end_share},
        pad_id=tokenizer.pad_token_id,
    )
    trainer.remove_callback(PrinterCallback)  # stdout holds JSON lines only
    trainer.train(resume_from_checkpoint=last)
    metrics = trainer.evaluate() if len(held_out) else {}
    if progress.interrupted:
        emit("interrupted", step=trainer.state.global_step, tokens=budget.used_tokens, checkpoints=str(checkpoints))
        raise SystemExit(143)
    trainer.save_model(str(args.out))
    emit(
        "done", step=trainer.state.global_step, tokens=budget.used_tokens, seconds=round(budget.elapsed, 1),
        tokensPerSecond=round(budget.used_tokens / max(budget.elapsed, 1e-9)), evalLoss=metrics.get("eval_loss"),
        exact=metrics.get("eval_exact"), out=str(args.out),
    )


if __name__ == "__main__":
    main()
