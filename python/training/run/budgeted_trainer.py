"""A Trainer with batches by token budget, a learning rate that follows a Budget, and evaluations as JSON lines.

Covered: one process on a CPU or GPU; several under `accelerate launch`, each with the whole model
(DistributedDataParallel) or with a shard of it (FSDP 2). All of them go through the same held-out batches and follow
the first one's clock and evaluations, so that none waits for one that stopped. Sharding was run with two CPU processes
(sharded_training_test.py), never on GPUs. Not covered: FSDP 1, which is refused, and DeepSpeed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from torch.distributed.fsdp import MixedPrecisionPolicy
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader
from transformers import Trainer

from training.data.token_batches import TokenBatchSampler
from training.run.best_model import BestModel
from training.run.budget import Budget, learning_rate_share
from training.run.processes import is_first_process, process_count, totals
from training.run.progress import emit


class BudgetedTrainer(Trainer):
    """Base of the trainers here, in front of TRL's.

    Datasets have a column "length", and "count" where a row is several texts. A subclass has `measure`, and `compute_loss`,
    which calls `count` in training.
    """

    def __init__(
        self,
        *,
        budget: Budget,
        batch_tokens: int,
        schedule: dict[str, Any],
        best: BestModel | None = None,
        **kwargs: Any,
    ) -> None:
        self.budget, self._batch_tokens, self._schedule, self._best = budget, batch_tokens, schedule, best
        self._evaluated: tuple[int, dict[str, float]] = (-1, {})
        super().__init__(**kwargs)

    @property
    def calls_whole(self) -> bool:
        """Whether the model must be called as a whole: parts of one that is wrapped or sharded do not work alone."""
        return process_count() > 1 or self.is_fsdp_enabled

    def create_accelerator_and_postprocess(self) -> None:
        """Lets a sharded model compute in bf16, but sum gradients in f32 and leave losses and scores as they are.

        Accelerate's own choice rounds all of them to bf16. Raises ValueError for FSDP 1.
        """
        super().create_accelerator_and_postprocess()
        if not self.is_fsdp_enabled:
            return
        plugin = self.accelerator.state.fsdp_plugin
        if plugin.fsdp_version != 2:
            raise ValueError(f"Cannot shard the model as only FSDP 2 is known: fsdp_version is {plugin.fsdp_version}")
        if self.args.bf16:
            plugin.mixed_precision_policy = MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32)

    def measure(self, batches: Iterable[dict[str, torch.Tensor]]) -> tuple[dict[str, Any], int]:
        """Metrics over held-out batches, "loss" among them, and the count of examples."""
        raise NotImplementedError

    def count(self, tokens: int, learnt: int) -> None:
        """Counts a training batch of this process: its real tokens, and those with a loss."""
        if process_count() == 1:
            self.budget.add(tokens, learnt)
            return
        seconds = self.budget.own_elapsed if is_first_process() else 0.0
        tokens_of_all, learnt_of_all, elapsed = totals([tokens, learnt, seconds], self.args.device)
        self.budget.add(int(tokens_of_all), int(learnt_of_all), elapsed=elapsed)

    # --- batches -------------------------------------------------------------------------------------------------------
    def _loader(self, examples: Dataset, *, shuffle: bool, processes: int) -> DataLoader:
        sampler = TokenBatchSampler(
            np.asarray(examples["length"]),
            counts=np.asarray(examples["count"]) if "count" in examples.column_names else None,
            budget=self._batch_tokens,
            seed=self.args.data_seed if self.args.data_seed is not None else self.args.seed,
            shuffle=shuffle,
            multiple_of=processes,
        )
        return DataLoader(examples, batch_sampler=sampler, collate_fn=self.data_collator, num_workers=0)

    def get_train_dataloader(self) -> DataLoader:
        loader = self._loader(self.train_dataset, shuffle=True, processes=self.accelerator.num_processes)
        return self.accelerator.prepare(loader)

    # --- learning rate -------------------------------------------------------------------------------------------------
    lr_scheduler: LambdaLR | None

    def create_scheduler(self, num_training_steps: int, optimizer: torch.optim.Optimizer | None = None) -> LambdaLR:
        if self.lr_scheduler is None:
            self.lr_scheduler = LambdaLR(
                optimizer or self.optimizer,
                lambda step: learning_rate_share(self.budget.progress, step, **self._schedule),
            )
        return self.lr_scheduler

    # --- evaluation ----------------------------------------------------------------------------------------------------
    def _held_out(self) -> Iterator[dict[str, torch.Tensor]]:
        for batch in self._loader(self.eval_dataset, shuffle=False, processes=1):
            yield {key: value.to(self.args.device) for key, value in batch.items()}

    @torch.no_grad()
    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        """The metrics of `measure`, each with "eval_" before its name; emitted, and given to the best model."""
        step = self.state.global_step
        if self._evaluated[0] == step:  # the end of training asks again
            return self._evaluated[1]
        was_training = self.model.training
        self.model.eval()
        metrics, examples = self.measure(self._held_out())
        if was_training:
            self.model.train()
        emit("evaluation", step=step, tokens=self.budget.used_tokens, examples=examples, **_rounded(metrics))
        self._evaluated = (step, {f"eval_{key}": value for key, value in metrics.items()})
        if self._best:
            loss = totals([metrics["loss"] if is_first_process() else 0.0], self.args.device)[0]
            self._best.update(step, {**metrics, "loss": loss}, save=lambda folder: self.save_model(str(folder)))
            if self._best.patience_is_spent:
                self.control.should_training_stop = True
        return self._evaluated[1]

    def create_model_card(self, *_: Any, **__: Any) -> None:
        """No card of TRL's in a checkpoint: the project writes its own."""


def _rounded(metrics: dict[str, Any]) -> dict[str, Any]:
    return {key: _rounded(value) if isinstance(value, dict) else round(value, 5) for key, value in metrics.items()}
