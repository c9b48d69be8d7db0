"""What every training program does around its trainer: process, budget of a new or resumed run, settings, end."""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path
from typing import Any

import torch
from transformers import PrinterCallback
from transformers.trainer_utils import get_last_checkpoint

from training.allocator import keep_freed_memory
from training.budget import Budget
from training.budgeted_trainer import BudgetedTrainer
from training.progress import BUDGET_FILE, Progress, emit


def prepare_process(args: argparse.Namespace) -> bool:
    """Sets up memory and threads. Returns whether to train on the CPU."""
    warnings.filterwarnings("ignore", message=".*pin_memory.*")
    keep_freed_memory()
    if args.threads:
        torch.set_num_threads(args.threads)
    return args.cpu or not torch.cuda.is_available()


def checkpoint_folder(args: argparse.Namespace) -> Path:
    """Where a run keeps its checkpoints."""
    return args.out / "checkpoints"


def open_budget(args: argparse.Namespace, tokens: int) -> tuple[Budget, str | None]:
    """The run's budget over data of `tokens` tokens an epoch, and the checkpoint to resume from, if asked and there."""
    folder = checkpoint_folder(args)
    budget = Budget(
        tokens=args.token_budget,
        seconds=args.minutes * 60 if args.minutes else None,
        available_tokens=tokens * args.epochs,
    )
    last = get_last_checkpoint(str(folder)) if args.resume and folder.is_dir() else None
    if last:
        budget.restore(json.loads((Path(last) / BUDGET_FILE).read_text(encoding="utf-8")))
        emit("resume", checkpoint=Path(last).name, tokens=budget.used_tokens)
    return budget, last


def trainer_settings(args: argparse.Namespace, *, use_cpu: bool, evaluate: bool) -> dict[str, Any]:
    """Arguments of TrainingArguments, or of a class of TRL that extends it."""
    return {
        "output_dir": str(checkpoint_folder(args)),
        "use_cpu": use_cpu,
        "bf16": True,
        "activation_checkpointing": False,
        "remove_unused_columns": False,
        "num_train_epochs": args.epochs,
        "learning_rate": args.learning_rate,
        "optim": "adamw_torch_fused",
        "adam_beta1": 0.9,
        "adam_beta2": args.beta2,
        "weight_decay": args.weight_decay,
        "max_grad_norm": 1.0,
        "eval_strategy": "steps" if evaluate else "no",
        "eval_steps": args.eval_steps,
        "save_strategy": "steps",
        "save_steps": args.save_steps,
        "save_total_limit": 2,
        "logging_steps": args.log_steps,
        "logging_nan_inf_filter": False,
        "report_to": "none",
        "disable_tqdm": True,
        "dataloader_pin_memory": False,
        "ddp_find_unused_parameters": False,
        "seed": args.seed,
        "data_seed": args.seed,
    }


def learning_rate_schedule(args: argparse.Namespace) -> dict[str, Any]:
    """Arguments of `learning_rate_share`."""
    return {"schedule": args.schedule, "warmup_steps": args.warmup_steps, "end_share": args.end_share}


def run_training(trainer: BudgetedTrainer, progress: Progress, *, last: str | None) -> dict[str, float]:
    """Trains to the end of the budget and returns the last evaluation. Exits with 143 if it was interrupted."""
    trainer.remove_callback(PrinterCallback)  # stdout holds JSON lines only
    trainer.train(resume_from_checkpoint=last)
    metrics = trainer.evaluate() if trainer.eval_dataset is not None else {}
    if progress.interrupted:
        emit(
            "interrupted", step=trainer.state.global_step, tokens=trainer.budget.used_tokens,
            checkpoints=trainer.args.output_dir,
        )
        raise SystemExit(143)
    return metrics


def emit_done(trainer: BudgetedTrainer, out: Path, **fields: Any) -> None:
    """The last event of a run: how much was trained, `fields`, and where the model is."""
    budget = trainer.budget
    emit(
        "done", step=trainer.state.global_step, tokens=budget.used_tokens, seconds=round(budget.elapsed, 1),
        tokensPerSecond=round(budget.used_tokens / max(budget.elapsed, 1e-9)), **fields, out=str(out),
    )
