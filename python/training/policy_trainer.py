"""Supervised fine-tuning of a policy with TRL's SFTTrainer, made fast on a CPU.

Three things differ from the stock trainer: batches by token budget (no padding to speak of), no attention mask (right
padding under causal attention needs none, and a mask costs the fast kernel), and the output head on learnt tokens only.
On several processes the stock loss is used, since wrapped models must be called as a whole.
Covered: one process, CPU or GPU. Not covered: measured runs on several processes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from datasets import Dataset
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader
from trl import SFTTrainer

from training.budget import Budget, learning_rate_share
from training.examples import IGNORED
from training.progress import emit
from training.token_batches import PadRight, TokenBatchSampler


class PolicyTrainer(SFTTrainer):
    """SFTTrainer over datasets of TokenizedExamples whose learning rate follows a Budget."""

    def __init__(
        self, *, budget: Budget, batch_tokens: int, schedule: dict[str, Any], pad_id: int, **kwargs: Any
    ) -> None:
        self._budget, self._batch_tokens, self._schedule = budget, batch_tokens, schedule
        self._evaluated: tuple[int, dict[str, float]] = (-1, {})
        super().__init__(data_collator=PadRight(pad_id), **kwargs)

    # --- batches -------------------------------------------------------------------------------------------------------
    def _loader(self, examples: Dataset, *, shuffle: bool, processes: int) -> DataLoader:
        sampler = TokenBatchSampler(
            np.asarray(examples["length"]),
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
    def create_scheduler(self, num_training_steps: int, optimizer: torch.optim.Optimizer | None = None) -> LambdaLR:
        if self.lr_scheduler is None:
            self.lr_scheduler = LambdaLR(
                optimizer or self.optimizer,
                lambda step: learning_rate_share(self._budget.progress, step, **self._schedule),
            )
        return self.lr_scheduler

    # --- loss ----------------------------------------------------------------------------------------------------------
    def _learnt_logits(self, model: torch.nn.Module, inputs: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits (f32) and targets of the learnt tokens only, example after example."""
        targets = inputs["labels"][:, 1:]
        learnt = targets != IGNORED
        with torch.autocast(inputs["input_ids"].device.type, torch.bfloat16, enabled=self.args.bf16):
            hidden = model.base_model(input_ids=inputs["input_ids"], use_cache=False).last_hidden_state[:, :-1]
            return model.lm_head(hidden[learnt]).float(), targets[learnt]

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> torch.Tensor:
        learnt = int((inputs["labels"][:, 1:] != IGNORED).sum())
        if self.model.training:
            # Every real token of an example is its prompt or learnt or output, never the padding token.
            real = int((inputs["input_ids"] != self.data_collator.pad_id).sum())
            self._budget.add(real * self.accelerator.num_processes, learnt * self.accelerator.num_processes)
        if self.accelerator.num_processes > 1:
            mask = (inputs["input_ids"] != self.data_collator.pad_id).long()
            return super().compute_loss(model, {**inputs, "attention_mask": mask}, False, num_items_in_batch)
        logits, targets = self._learnt_logits(model, inputs)
        total = torch.nn.functional.cross_entropy(logits, targets, reduction="sum")
        return total / (num_items_in_batch if num_items_in_batch is not None else max(1, learnt))

    # --- evaluation ----------------------------------------------------------------------------------------------------
    @torch.no_grad()
    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        """Loss a learnt token, share of tokens and share of whole examples that greedy decoding would get right.

        "exact" is the rate at which greedy decoding writes the very demonstration, given the tool's output.
        """
        if self._evaluated[0] == self.state.global_step:  # the end of training asks again
            return self._evaluated[1]
        model = self.model
        was_training = model.training
        model.eval()
        loss = right = tokens = exact = examples = 0.0
        for batch in self._loader(self.eval_dataset, shuffle=False, processes=1):
            batch = {key: value.to(model.device) for key, value in batch.items()}
            logits, targets = self._learnt_logits(model, batch)
            loss += float(torch.nn.functional.cross_entropy(logits, targets, reduction="sum"))
            hit = logits.argmax(-1) == targets
            rows = (batch["labels"][:, 1:] != IGNORED).nonzero()[:, 0]
            missed = torch.zeros(len(batch["labels"]), device=hit.device).index_add(0, rows, (~hit).float())
            right, tokens = right + int(hit.sum()), tokens + len(targets)
            exact, examples = exact + int((missed == 0).sum()), examples + len(missed)
        if was_training:
            model.train()
        metrics = {
            "loss": loss / max(1, tokens),
            "tokenAccuracy": right / max(1, tokens),
            "exact": exact / max(1, examples),
        }
        if self.is_world_process_zero():
            rounded = {key: round(value, 5) for key, value in metrics.items()}
            emit("evaluation", step=self.state.global_step, tokens=self._budget.used_tokens, examples=int(examples), **rounded)
        self._evaluated = (self.state.global_step, {f"eval_{key}": value for key, value in metrics.items()})
        return self._evaluated[1]

    def create_model_card(self, *_: Any, **__: Any) -> None:
        """No card of TRL's in a checkpoint: the project writes its own."""
