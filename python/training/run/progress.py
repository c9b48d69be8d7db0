"""Progress of training as JSON lines on stdout, for the program that started it, and the orderly end of a run.

Events: {"event": "progress", "step", "tokens", "loss", "tokensPerSecond", "etaSeconds", "lr"} and
{"event": "evaluation", "step", "tokens", "examples", "loss"} with what the trainer measures: "tokenAccuracy" and
"exact" of a policy, "accuracy", "margin" and "accuracyByKind" of a PPM.
"""

from __future__ import annotations

import json
import math
import signal
import sys
from pathlib import Path
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from training.run.budget import Budget
from training.run.processes import is_first_process, totals

BUDGET_FILE = "budget.json"


def emit(event: str, **fields: Any) -> None:
    """Writes one JSON line to stdout, at once, from the first process. A number that is not finite is written as null."""
    if not is_first_process():
        return
    finite = {
        key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in fields.items()
    }
    sys.stdout.write(json.dumps({"event": event, **finite}) + "\n")
    sys.stdout.flush()


class Progress(TrainerCallback):
    """Emits progress each `logging_steps`, ends the run when the budget is spent, saves and ends it on SIGTERM or SIGINT."""

    def __init__(self, budget: Budget) -> None:
        self._budget, self._last = budget, (0.0, 0)
        self._stop: int | None = None
        self.interrupted = False

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        self._budget.start()
        self._last = (self._budget.elapsed, self._budget.used_tokens)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: Any) -> None:
        if self._stop is not None:  # the second one is meant
            raise KeyboardInterrupt
        self._stop = number

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        if totals([self._stop is not None], args.device)[0]:  # a signal to one of several processes ends all
            self.interrupted = True
            control.should_save = control.should_training_stop = True
        elif self._budget.spent:
            control.should_training_stop = control.should_log = True

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        if state.is_world_process_zero:
            folder = Path(args.output_dir) / f"checkpoint-{state.global_step}"
            (folder / BUDGET_FILE).write_text(json.dumps(self._budget.state()), encoding="utf-8")

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, Any] | None = None,
        **_: Any,
    ) -> None:
        if not logs or "loss" not in logs or not state.is_world_process_zero:
            return
        now, tokens = self._budget.elapsed, self._budget.used_tokens
        seconds = now - self._last[0]
        remaining = self._budget.remaining_seconds
        emit(
            "progress",
            step=state.global_step,
            tokens=tokens,
            loss=round(float(logs["loss"]), 5),
            tokensPerSecond=round((tokens - self._last[1]) / seconds) if seconds > 0 else None,
            etaSeconds=None if remaining is None else round(remaining),
            lr=float(logs["learning_rate"]),
            gradNorm=round(float(logs.get("grad_norm", float("nan"))), 4),
        )
        self._last = (now, tokens)
