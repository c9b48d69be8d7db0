"""What every training program does around its trainer: process, budget of a new or resumed run, settings, end."""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import PreTrainedModel, PrinterCallback
from transformers.trainer_utils import PREFIX_CHECKPOINT_DIR

from training.data.batch_plan import BatchPlan, batch_plan
from training.run.budget import Budget
from training.run.budgeted_trainer import BudgetedTrainer
from training.run.machine import computes_bf16, keep_freed_memory
from training.run.processes import process_count
from training.run.progress import BUDGET_FILE, Progress, emit


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
    last = last_checkpoint(folder) if args.resume else None
    if last is None:
        return budget, None
    budget.restore(json.loads((last / BUDGET_FILE).read_text(encoding="utf-8")))
    emit("resume", checkpoint=last.name, tokens=budget.used_tokens)
    return budget, str(last)


def last_checkpoint(folder: Path) -> Path | None:
    """The last checkpoint that is whole. The budget is written last: where it is missing, the process ended before."""
    whole = [file.parent for file in folder.glob(f"{PREFIX_CHECKPOINT_DIR}-*/{BUDGET_FILE}")]
    return max(whole, key=lambda checkpoint: int(checkpoint.name.rsplit("-", 1)[1]), default=None)


def plan_batches(args: argparse.Namespace, data: Dataset, examples: int) -> BatchPlan:
    """How batches of `data`, which holds `examples`, come to steps."""
    bounds = {"batch_tokens": args.batch_tokens, "batch_examples": args.batch_examples}
    return batch_plan(data, **bounds, examples=examples, processes=process_count())


def trainer_settings(args: argparse.Namespace, plan: BatchPlan, *, use_cpu: bool, evaluate: bool) -> dict[str, Any]:
    """Arguments of TrainingArguments, or of a class of TRL that extends it."""
    return {
        "output_dir": str(checkpoint_folder(args)),
        "use_cpu": use_cpu,
        "bf16": computes_bf16(use_cpu=use_cpu),
        "activation_checkpointing": False,
        "remove_unused_columns": False,
        "num_train_epochs": args.epochs,
        "gradient_accumulation_steps": plan.batches,
        # Gradients of sharded models are kept in shards between the batches of a step, too.
        "accelerator_config": {"gradient_accumulation_kwargs": {"sync_each_batch": True}},
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


def emit_model(model: PreTrainedModel, plan: BatchPlan, *, use_cpu: bool) -> None:
    """Emits what is trained, and in which batches."""
    emit(
        "model",
        parameters=model.num_parameters(),
        vocabulary=model.config.vocab_size,
        device="cpu" if use_cpu else "cuda",
        processes=process_count(),
        batchTokens=plan.tokens,
        batchesAStep=plan.batches,
    )


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
            "interrupted",
            step=trainer.state.global_step,
            tokens=trainer.budget.used_tokens,
            checkpoints=trainer.args.output_dir,
        )
        raise SystemExit(143)
    return metrics


def emit_done(trainer: BudgetedTrainer, out: Path, **fields: Any) -> None:
    """The last event of a run: how much was trained, `fields`, and where the model is."""
    budget = trainer.budget
    emit(
        "done",
        step=trainer.state.global_step,
        tokens=budget.used_tokens,
        seconds=round(budget.elapsed, 1),
        tokensPerSecond=round(budget.used_tokens / max(budget.elapsed, 1e-9)),
        **fields,
        out=str(out),
    )
